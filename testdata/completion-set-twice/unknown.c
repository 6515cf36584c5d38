// silent
// What nobody knows: functions without a body, and those that set the outcome on some paths only.
#include <taskrt/source.h>

int tell_somebody(task_source *source);

static void perhaps(task_source *source, int status) {
  if (status != 0)
    (void)task_source_set_error(source, status);
}

void unknown_ok(task_source *source) {
  if (!tell_somebody(source))
    (void)task_source_set_result(source, NULL);
}

// The helper has set the outcome when there was an error, which its caller knows, too.
void fn_perhaps(task_source *source, int status) {
  perhaps(source, status);
  (void)task_source_set_result(source, NULL);
}
