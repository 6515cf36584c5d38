// silent
// What the rule misses, each for the reason its page gives.
#include <taskrt/source.h>

int tell_somebody(task_source *source);
int on_reply(void (*reply)(int value, void *arg), void *arg);

static void replied(int value, void *arg) {
  (void)task_source_try_result(arg, &value);
  task_source_destroy(arg);
}

// Whoever gets it may have set the outcome: nothing is known of it from there on.
void fn_told(task_source *source) {
  if (!tell_somebody(source)) {
    (void)task_source_set_result(source, NULL);
    (void)task_source_set_result(source, NULL);
  }
}

void fn_given(task_source *source) {
  int status = on_reply(replied, source);
  if (status != 0) {
    (void)task_source_set_error(source, status);
    (void)task_source_set_error(source, status);
  }
}

// Elements of an array are not told apart.
void fn_elements(task_source **sources, int count) {
  for (int i = 0; i < count; i++) {
    (void)task_source_set_result(sources[i], NULL);
    (void)task_source_set_result(sources[i], NULL);
  }
}

// After a helper that sets it on some paths it may have an outcome or not, whatever it returned.
static int checked(task_source *source, int value) {
  if (value < 0) {
    (void)task_source_set_error(source, TASK_EINVAL);
    return TASK_EINVAL;
  }
  return 0;
}

void fn_checked(task_source *source, int value) {
  if (checked(source, value) != 0)
    return;
  (void)task_source_set_result(source, &value);
  (void)task_source_set_result(source, &value);
}
