// A macro that reports and goes on, and one that returns.
#include <taskrt/source.h>

#define FAIL_IF(condition, source)                                                                 \
  do {                                                                                             \
    if (condition)                                                                                 \
      (void)task_source_set_error((source), TASK_EINVAL);                                          \
  } while (0)

#define RETURN_IF(condition, source)                                                               \
  do {                                                                                             \
    if (condition) {                                                                               \
      (void)task_source_set_error((source), TASK_EINVAL);                                          \
      return;                                                                                      \
    }                                                                                              \
  } while (0)

void set_bad(task_source *source, int value) {
  FAIL_IF(value < 0, source);
  (void)task_source_set_result(source, &value); // expect: completion-set-twice
}

void set_ok(task_source *source, int value) {
  RETURN_IF(value < 0, source);
  (void)task_source_set_result(source, &value);
}
