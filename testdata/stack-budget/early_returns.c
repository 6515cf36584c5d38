// Paths on which the variable is not used, and clean-up behind a label: the frame is as large.
#include <errno.h>
#include <stdlib.h>
#include <taskrt/io.h>

static int serve_bad(void *arg, cancel_token token, void *result) {
  char page[70 * 1024]; // expect: stack-budget "with `page`, a task of `serve_bad`"
  int status = -ENOMEM;
  if (!arg)
    return -EINVAL;
  char *kept = malloc(64);
  if (!kept)
    goto out;
  status = (int)task_read(0, page, sizeof page, token);
out:
  free(kept);
  return status;
}

static int serve_ok(void *arg, cancel_token token, void *result) {
  char *page = malloc(70 * 1024);
  int status = -ENOMEM;
  if (!page)
    goto out;
  status = (int)task_read(0, page, 70 * 1024, token);
out:
  free(page);
  return status;
}

int main(void) {
  int status = task_wait(task_run(serve_bad, NULL, 0, CANCEL_NONE));
  return status | task_wait(task_run(serve_ok, NULL, 0, CANCEL_NONE));
}
