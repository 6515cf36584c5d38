// Macros that consume their argument, once and twice.
#include <taskrt/value.h>

#define GET(value, out) task_value_await(&(value), (out))
#define GET_RETRY(value, out) (GET(value, out) != 0 ? GET(value, out) : 0)

int twice_bad(int key, int *out) {
  task_value value = task_value_of(&key, sizeof key);
  return GET_RETRY(value, out); // expect: reused-value-task
}

int once_ok(int key, int *out) {
  task_value value = task_value_of(&key, sizeof key);
  return GET(value, out);
}
