// Handles in structs, unions and arrays: where the handle is kept does not matter to the wait, and
// only the same element is known to be over.
#include <stdlib.h>
#include <taskrt/task.h>

struct request {
  task *header;
  union {
    task *body;
    int empty;
  };
};

struct batch {
  struct request requests[2];
  size_t count;
};

static int receive(void *arg, cancel_token token, void *result) {
  return task_delay(15, token);
}

static struct request request_begin(void *arg, cancel_token token) {
  return (struct request){.header = task_run(receive, arg, 0, token),
                          .body = task_run(receive, arg, 0, token)};
}

static int request_end_bad(struct request *request) {
  int status = task_wait(request->header);  // expect: blocking-wait "`task_wait`"
  return status | task_wait(request->body); // expect: blocking-wait "`task_wait`"
}

static int handle(void *arg, cancel_token token, void *result) {
  struct request request = request_begin(arg, token);
  return request_end_bad(&request);
}

static int batch_end_bad(struct batch *batch) {
  int status = 0;
  for (size_t i = 0; i < batch->count; i++) {
    struct request *request = &batch->requests[i];
    status |= task_await(request->header, NULL);
    status |= task_result(batch->requests[i].body, NULL); // expect: blocking-wait "`task_result`"
  }
  return status;
}

static int handle_batch(void *arg, cancel_token token, void *result) {
  struct batch *batch = calloc(1, sizeof *batch);
  if (!batch)
    return TASK_ENOMEM;
  for (; batch->count < 2; batch->count++)
    batch->requests[batch->count] = request_begin(arg, token);
  int status = batch_end_bad(batch);
  free(batch);
  return status;
}

// The header is over, the body may still run.
static int request_peek_bad(struct request *request) {
  if (!task_is_done(request->header))
    return task_await(request->header, NULL) | task_await(request->body, NULL);
  int status = task_wait(request->header);
  return status | task_wait(request->body); // expect: blocking-wait "`task_wait`"
}

static int handle_peeking(void *arg, cancel_token token, void *result) {
  struct request request = request_begin(arg, token);
  return request_peek_bad(&request);
}

int main(void) {
  task *all[] = {task_run(handle, NULL, 0, CANCEL_NONE),
                 task_run(handle_batch, NULL, 0, CANCEL_NONE),
                 task_run(handle_peeking, NULL, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, 3));
}
