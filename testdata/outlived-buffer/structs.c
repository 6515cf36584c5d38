// The memory is reached through a structure that is given.
#include <stdlib.h>
#include <taskrt/task.h>

struct request {
  char *buffer;
  size_t length;
};

static int fill(void *arg, cancel_token token, void *result) {
  struct request *request = arg;
  for (size_t i = 0; i < request->length; i++)
    request->buffer[i] = 'x';
  return task_delay(1, token);
}

task *inner_array_bad(struct request *request) {
  char buffer[64];
  request->buffer = buffer;
  request->length = sizeof buffer;
  return task_run(fill, request, 0, CANCEL_NONE); // expect: outlived-buffer "keeps using `buffer`"
  // note@-1: "`request->buffer` leads to `buffer`"
}

task *heap_structure_bad(void) {
  char buffer[64];
  struct request *request = malloc(sizeof *request);
  if (!request)
    return NULL;
  *request = (struct request){0};
  request->buffer = buffer;
  task *t =
      task_run(fill, request, 0, CANCEL_NONE); // expect: outlived-buffer "`buffer`, which dies"
  return t;
}

int inner_scope_bad(void) {
  struct request request = {0};
  task *t;
  {
    char buffer[16];
    request.buffer = buffer;
    request.length = sizeof buffer;
    t = task_run(fill, &request, 0, CANCEL_NONE); // expect: outlived-buffer "`buffer`"
  }
  return task_await(t, NULL);
}

int both_local_ok(void) {
  char buffer[64];
  struct request request = {buffer, sizeof buffer};
  return task_await(task_run(fill, &request, 0, CANCEL_NONE), NULL);
}

task *heap_ok(struct request *request, size_t length) {
  request->buffer = malloc(length);
  request->length = length;
  return task_run(fill, request, 0, CANCEL_NONE);
}

static char shared[64];

task *static_ok(struct request *request) {
  static char once[64];
  request->buffer = request->length ? once : shared;
  return task_run(fill, request, 0, CANCEL_NONE);
}
