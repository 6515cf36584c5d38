// Counting and waiting through macros.
#include <taskrt.h>

#define ENTER(object) ((object)->busy++)
#define LEAVE(object) ((object)->busy--)
#define WAIT_WHILE(condition, object, token)                                                       \
  while (status == 0 && (condition))                                                               \
  status = task_condition_wait(&(object)->idle, &(object)->lock, token)

struct box {
  task_mutex lock;
  task_condition idle;
  int busy;
};

static int fill_bad(void *arg, cancel_token token, void *result) {
  struct box *box = arg;
  ENTER(box); // expect: late-join-count "`fill_bad` counts itself in `busy`"
  int status = task_delay(1, token);
  LEAVE(box);
  return status;
}

void fill(struct box *box, cancel_token token) {
  task_detach(task_run(fill_bad, box, 0, token), NULL, NULL);
}

int empty(struct box *box, cancel_token token) {
  int status = 0;
  WAIT_WHILE(box->busy > 0, box, token);
  return status;
}
