// silent
// Missed: the handler comes to the system in a record, and nothing says what the system calls
// there.
#include <signal.h>
#include <stddef.h>
#include <taskrt/task.h>

static void ASYNC_LINT("async") drain(int number) {
  (void)task_delay(10, CANCEL_NONE); // a pause
}

int fn_install(void) {
  struct sigaction action = {.sa_handler = drain};
  return sigaction(SIGTERM, &action, NULL);
}
