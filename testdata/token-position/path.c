// The notes: which parameter is an input, and where the token belongs.
#include <taskrt/task.h>

static int settle_bad(int fd,
                      cancel_token token, // expect: token-position "`settle_bad` takes its token"
                      // note@-1: "put it behind the inputs"
                      unsigned rounds) { // note: "this is an input"
  int status = fd < 0 ? -9 : 0;
  while (!status && rounds-- > 0)
    status = task_delay(1, token);
  return status;
}

static int run(void *arg, cancel_token token, void *result) {
  return settle_bad(1, token, 3);
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
