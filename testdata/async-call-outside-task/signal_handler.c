// A signal handler runs in the middle of anything.
#include <signal.h>
#include <taskrt/task.h>

static void ASYNC_LINT("async") flush_all(void) {
  task_yield();
}

static void on_term_bad(int number) {
  flush_all(); // expect: async-call-outside-task
}

int main(void) {
  signal(SIGTERM, on_term_bad);
  return 0;
}
