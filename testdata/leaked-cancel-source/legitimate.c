// silent
// Sources that are somebody else's: returned, stored, given away; and the source of the program.
#include <taskrt/task.h>

static cancel_source *shutdown_source;

cancel_source *make_ok(void) {
  return cancel_source_create();
}

int begin_ok(void) {
  shutdown_source = cancel_source_create();
  return shutdown_source ? 0 : TASK_ENOMEM;
}

extern void registry_add(cancel_source *source);

int given_ok(void) {
  cancel_source *source = cancel_source_create();
  if (!source)
    return TASK_ENOMEM;
  registry_add(source);
  return 0;
}

int swapped_ok(int ms) {
  cancel_source *first = cancel_source_create(), *second = first;
  first = NULL;
  int status = second ? task_delay(ms, cancel_source_token(second)) : TASK_ENOMEM;
  cancel_source_destroy(second);
  return status;
}

int main(void) {
  cancel_source *stop = cancel_source_create();
  if (!stop || begin_ok() != 0)
    return 1;
  return task_delay(10, cancel_source_token(stop));
}
