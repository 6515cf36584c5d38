// The whole path of a finding: where the task is started, every call on the way, the remedy.
#include <taskrt/task.h>
#include <unistd.h>

static void wait_for_printer_bad(unsigned seconds) {
  sleep(seconds); // expect: blocking-call "`sleep`"
  // note@-1: "`task_delay`"
}

static void print_page(int page) {
  wait_for_printer_bad(2); // note: "`print_page` calls `wait_for_printer_bad` here"
}

static int print_all(void *arg, cancel_token token, void *result) {
  int *pages = arg;
  for (int page = 0; page < *pages; page++) // expect: uncancellable-loop
    print_page(page);                       // note: "`print_all` calls `print_page` here"
  return cancel_check(token);
}

int main(void) {
  int pages = 12;
  task *printing = task_run(print_all, &pages, 0, CANCEL_NONE);
  // note@-1: "`print_all` runs as a task"
  return task_wait(printing);
}
