// Over a list, for ever.
#include <taskrt/task.h>

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

struct request {
  struct request *next;
};

struct request *next_request(void);

void list_bad(struct request *requests, cancel_token token) {
  for (struct request *request = requests; request; request = request->next)
    task_detach(task_run(serve, request, 0, token), NULL, NULL);
  // expect@-1: unbounded-spawn
}

void for_ever_bad(cancel_token token) {
  for (;;)
    task_detach(task_run(serve, next_request(), 0, token), NULL, NULL);
  // expect@-1: unbounded-spawn
}
