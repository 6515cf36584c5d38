// Names and bodies that come out of macros.
#include <taskrt/task.h>

#define RUN(arg) task_run(work, (arg), 0, CANCEL_NONE)
#define PAUSE(token) task_delay(1, (token))

static int work(void *arg, cancel_token token, void *result) {
  return PAUSE(token);
}

task *report_bad(void *arg) { // expect: async-naming "`report_bad` gives a task"
  return RUN(arg);
}

int bad_report_async(cancel_token token) { // expect: async-naming "`bad_report_async` waits"
  return PAUSE(token);
}

// The name is the macro's.
#define DEFINE_LOADER(what)                                                                        \
  task *load_##what(void *arg) {                                                                   \
    return task_run(work, arg, 0, CANCEL_NONE);                                                    \
  }

DEFINE_LOADER(pages)
DEFINE_LOADER(images)
