// The same on a thread that sleeps.
#include <stdbool.h>
#include <taskrt/task.h>
#include <unistd.h>

struct worker {
  volatile bool ready;
};

void wait_ready_bad(struct worker *worker) {
  while (!worker->ready) // expect: polling-wait
    usleep(100);
}

void wait_count_ok(int seconds) {
  while (seconds-- > 0)
    sleep(1);
}
