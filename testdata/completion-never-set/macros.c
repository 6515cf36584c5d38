// A macro that returns early without a word to whoever waits.
#include <taskrt/source.h>

#define CHECK(condition, t)                                                                        \
  do {                                                                                             \
    if (!(condition))                                                                              \
      return (t);                                                                                  \
  } while (0)

#define SETTLE(source, status)                                                                     \
  do {                                                                                             \
    (void)task_source_set_error((source), (status));                                               \
    task_source_destroy(source);                                                                   \
  } while (0)

task *refuse_bad(int why) {
  task_source *source = task_source_create(0); // expect: completion-never-set
  task *t = task_source_task(source);
  CHECK(why != 0, t);
  SETTLE(source, why);
  return t;
}

task *refuse_ok(int why) {
  task_source *source = task_source_create(0);
  task *t = task_source_task(source);
  SETTLE(source, why ? why : TASK_EINVAL);
  return t;
}
