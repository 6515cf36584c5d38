// silent
// Sources that get an outcome on every path, or are kept, or whose task nobody ever got.
#include <stdlib.h>
#include <taskrt/source.h>

struct request {
  task_source *source;
  int number;
};

int send_request(struct request *request);
int on_reply(void (*call)(int value, void *arg), void *arg);
void replied(int value, void *arg);

task *kept_ok(struct request *request) {
  request->source = task_source_create(sizeof(int));
  return task_source_task(request->source);
}

task *object_ok(int number) {
  struct request *request = malloc(sizeof *request);
  if (!request)
    return NULL;
  request->number = number;
  request->source = task_source_create(sizeof(int));
  task *t = task_source_task(request->source);
  (void)send_request(request);
  return t;
}

task *given_ok(void) {
  task_source *source = task_source_create(sizeof(int));
  task *t = task_source_task(source);
  int status = on_reply(replied, source);
  if (status != 0) {
    (void)task_source_set_error(source, status);
    task_source_destroy(source);
  }
  return t;
}

// Nobody waits yet.
int unused_ok(int number, struct request *request) {
  task_source *source = task_source_create(sizeof(int));
  if (!source)
    return TASK_ENOMEM;
  if (number < 0) {
    task_source_destroy(source);
    return TASK_EINVAL;
  }
  request->source = source;
  return 0;
}

task_source *returned_ok(task **t) {
  task_source *source = task_source_create(0);
  *t = task_source_task(source);
  return source;
}

task *attempt_ok(int value) {
  task_source *source = task_source_create(sizeof value);
  task *t = task_source_task(source);
  if (!task_source_try_result(source, &value))
    (void)task_source_try_cancel(source);
  task_source_destroy(source);
  return t;
}
