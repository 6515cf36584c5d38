// The whole path of a finding: the error, the NULL, the caller that trusts it, the remedy.
#include <taskrt/task.h>

struct queue {
  int length, limit;
};

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static task *push_async(struct queue *queue) {
  if (queue->length == queue->limit) // note: "nobody learns that this was the reason"
    return NULL;                     // expect: null-task "`push_async` returns NULL for an error"
  // note@-1: "start a task that fails with this error, or return a status"
  queue->length++;
  return task_run(fetch, queue, 0, CANCEL_NONE);
}

int push_bad(struct queue *queue) {
  task *push = push_async(queue);
  return task_await(push, NULL); // note: "`push_bad` gives it to `task_await` without a test"
}
