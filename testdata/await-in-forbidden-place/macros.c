// Macros that install handlers, and that wait.
#include <signal.h>
#include <taskrt/task.h>

#define ON(number, handler) signal(number, handler)
#define PAUSE() ((void)task_delay(10, CANCEL_NONE)) /* as long as it takes */

static void on_term(int number) {
  PAUSE(); // as long as it takes
}

void install_bad(void) {
  ON(SIGTERM, on_term); // expect: await-in-forbidden-place
}
