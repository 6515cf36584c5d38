// Operations without a body get tokens as well.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

int delay_bad(cancel_token parent) {
  cancel_source *stop = cancel_source_create_linked(parent);
  task *pause = task_delay_async(50, cancel_source_token(stop));
  cancel_source_destroy(stop); // expect: freed-in-flight
  return task_await(pause, NULL);
}

int delay_ok(cancel_token parent) {
  cancel_source *stop = cancel_source_create_linked(parent);
  int status = task_await(task_delay_async(50, cancel_source_token(stop)), NULL);
  cancel_source_destroy(stop);
  return status;
}
