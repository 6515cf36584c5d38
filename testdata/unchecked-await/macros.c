// Macros that look at the status, and one that does not.
#include <taskrt/task.h>

#define TRY(call)                                                                                  \
  do {                                                                                             \
    int rc = (call);                                                                               \
    if (rc != 0)                                                                                   \
      return rc;                                                                                   \
  } while (0)
#define IGNORE(call)                                                                               \
  do {                                                                                             \
    int ignored = (call);                                                                          \
  } while (0)
#define AWAIT(t) task_await((t), NULL)

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

int tried_ok(task *t) {
  TRY(task_await(t, NULL));
  return 0;
}

int ignored_bad(task *t) {
  IGNORE(task_await(t, NULL)); // expect: unchecked-await
  return 0;
}

int plain_bad(task *t) {
  AWAIT(t);
  // expect@-1: unchecked-await
  return 0;
}

int returned_ok(task *t) {
  return AWAIT(t);
}
