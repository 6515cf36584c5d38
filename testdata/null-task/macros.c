// Macros that return NULL.
#include <taskrt/task.h>

#define REQUIRE(condition)                                                                         \
  do {                                                                                             \
    if (!(condition))                                                                              \
      return NULL;                                                                                 \
  } while (0)
#define RETURN_IF_NULL(p)                                                                          \
  do {                                                                                             \
    if ((p) == NULL)                                                                               \
      return NULL;                                                                                 \
  } while (0)

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static task *checked(const char *name, int size) {
  REQUIRE(size > 0); // expect: null-task "`checked`"
  return task_run(fetch, (void *)name, 0, CANCEL_NONE);
}

int checked_bad(const char *name, int size) {
  return task_await(checked(name, size), NULL);
}

static task *passed_on(void *arg) {
  task *t = task_run(fetch, arg, 0, CANCEL_NONE);
  RETURN_IF_NULL(t);
  return t;
}

int passed_on_ok(void *arg) {
  return task_await(passed_on(arg), NULL);
}
