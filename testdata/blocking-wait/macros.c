// Waits that come out of macros are reported where the macro is used.
#include <stdio.h>
#include <taskrt/task.h>

#define SYNC_RUN(body, arg, token) task_wait(task_run((body), (arg), 0, (token)))
#define TRY(call)                                                                                  \
  do {                                                                                             \
    int status_ = (call);                                                                          \
    if (status_ != 0)                                                                              \
      return status_;                                                                              \
  } while (0)
#define IN_TASK() (task_running())
#define JOIN(t) (IN_TASK() ? task_await((t), NULL) : task_wait(t))

static int fold(void *arg, cancel_token token, void *result) {
  return task_delay(4, token);
}

static int fold_bad(void *arg, cancel_token token, void *result) {
  return SYNC_RUN(fold, arg, token); // expect: blocking-wait "`task_wait`"
}

static int fold_twice_bad(void *arg, cancel_token token, void *result) {
  TRY(task_wait(task_run(fold, arg, 0, token)));        // expect: blocking-wait "`task_wait`"
  TRY(task_await(task_run(fold, arg, 0, token), NULL)); // for its stack
  return 0;
}

static int fold_ok(void *arg, cancel_token token, void *result) {
  task *folding = task_run(fold, arg, 0, token);
  return JOIN(folding);
}

// Whole functions out of a macro.
#define DEFINE_STEP(name, join)                                                                    \
  static int name(void *arg, cancel_token token, void *result) {                                   \
    return join(task_run(fold, arg, 0, token));                                                    \
  }

DEFINE_STEP(press_bad, task_wait) // expect: blocking-wait "`task_wait`"
#define AWAIT(t) task_await((t), NULL)
DEFINE_STEP(press_ok, AWAIT)

// Compiled out.
static int debug_ok(void *arg, cancel_token token, void *result) {
#ifdef FOLD_DEBUG
  return task_wait(task_run(fold, arg, 0, token));
#else
  puts("task_wait");
  return cancel_check(token);
#endif
}

int main(void) {
  task *all[] = {
      task_run(fold_bad, NULL, 0, CANCEL_NONE), task_run(fold_twice_bad, NULL, 0, CANCEL_NONE),
      task_run(fold_ok, NULL, 0, CANCEL_NONE),  task_run(press_bad, NULL, 0, CANCEL_NONE),
      task_run(press_ok, NULL, 0, CANCEL_NONE), task_run(debug_ok, NULL, 0, CANCEL_NONE)};
  return JOIN(task_when_all(all, sizeof all / sizeof *all));
}
