// The whole way from the handler to what suspends.
#include <signal.h>
#include <taskrt/task.h>

static void wait_for_disk(void) {
  (void)task_delay(50, CANCEL_NONE); // as long as it takes
  // note@-1: "`wait_for_disk` calls `task_delay` here"
}

static void save_all(int count) {
  for (int i = 0; i < count; i++)
    wait_for_disk(); // note: "`save_all` calls `wait_for_disk` here"
}

static void on_term(int number) {
  save_all(number); // note: "`on_term` calls `save_all` here"
}

int main_bad(void) {
  signal(SIGTERM, on_term); // expect: await-in-forbidden-place "calls it where nothing can"
  // note@-1: "await in a task, and let `on_term` only note what happened"
  return 0;
}
