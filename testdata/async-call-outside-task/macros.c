// The call stands in a macro, or the mark does.
#include <taskrt/task.h>

#define coroutine_fn ASYNC_LINT("async")
#define LOAD(id) load((id), CANCEL_NONE)
#define TRY(call)                                                                                  \
  do {                                                                                             \
    int status_ = (call);                                                                          \
    if (status_)                                                                                   \
      return status_;                                                                              \
  } while (0)

static int coroutine_fn load(int id, cancel_token token) {
  return task_delay(id, token);
}

static int boot_bad(void) {
  TRY(LOAD(1));   // expect: async-call-outside-task
  return LOAD(2); // expect: async-call-outside-task
}

int main(void) {
  return boot_bad();
}
