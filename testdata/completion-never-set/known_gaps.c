// silent
// What the rule misses, each for the reason its page gives.
#include <taskrt/source.h>
#include <taskrt/task.h>

int on_reply(void (*reply)(int value, void *arg), void *arg);

static void replied(int value, void *arg) {
  (void)task_source_try_result(arg, &value);
  task_source_destroy(arg);
}

// Where `on_reply` fails it may have called back all the same: its contract does not say.
task *fn_given(void) {
  task_source *source = task_source_create(sizeof(int));
  task *t = task_source_task(source);
  int status = on_reply(replied, source);
  if (status != 0)
    return t;
  return t;
}

// The first offer counts: where it was refused, somebody else has set the outcome.
task *fn_attempt(int value) {
  task_source *source = task_source_create(sizeof value);
  task *t = task_source_task(source);
  if (!task_source_try_result(source, &value))
    (void)source;
  task_source_destroy(source);
  return t;
}

// A source from elsewhere: whether its outcome is set later is not known.
void fn_taken_over(task_source **pending) {
  task_source *source = *pending;
  *pending = NULL;
  (void)source;
}
