// In a structure of the function itself, and in one that lives on.
#include <stdlib.h>
#include <taskrt/task.h>

struct request {
  cancel_source *stop;
  int ms;
};

int local_bad(int ms) {
  struct request request = {.stop = cancel_source_create(), .ms = ms};
  // expect@-1: leaked-cancel-source
  if (!request.stop)
    return TASK_ENOMEM;
  return task_delay(request.ms, cancel_source_token(request.stop));
}

int stored_ok(struct request *request) {
  request->stop = cancel_source_create();
  return request->stop ? 0 : TASK_ENOMEM;
}

struct request *request_new_bad(int ms) {
  struct request *request = malloc(sizeof *request);
  if (!request)
    return NULL;
  request->stop = cancel_source_create();
  // expect@-1: leaked-cancel-source
  request->ms = ms;
  if (ms < 0) {
    free(request); // note: "the memory that holds `request` is freed here"
    return NULL;
  }
  return request;
}
