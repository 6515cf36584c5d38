// Reading, writing and waiting by macros.
#include <taskrt.h>

#define COUNT(box) ((box)->count)
#define PAUSE(token) task_yield()

struct box {
  int count;
};

static int put_bad(void *arg, cancel_token token, void *result) {
  struct box *box = arg;
  int count = COUNT(box);
  PAUSE(token);
  COUNT(box) = count + 1; // expect: stale-after-await "`box->count` gets a value"
  return 0;
}

static int take(void *arg, cancel_token token, void *result) {
  struct box *box = arg;
  COUNT(box)--;
  PAUSE(token);
  return task_delay(1, token);
}

void run(struct box *box, cancel_token token) {
  task_detach(task_run(put_bad, box, 0, token), NULL, NULL);
  task_detach(task_run(take, box, 0, token), NULL, NULL);
}
