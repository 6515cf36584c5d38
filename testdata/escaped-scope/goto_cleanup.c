// The memory is freed behind a label for all ways.
#include <errno.h>
#include <stdlib.h>
#include <taskrt.h>

struct form {
  int fields;
};

static int mail(void *arg, cancel_token token, void *result) {
  struct form *form = arg;
  int status = task_delay(1, token);
  form->fields = 0;
  return status;
}

static int submit_bad(void *arg, cancel_token token, void *result) {
  struct form *form = arg;
  int status = 0;
  if (form->fields == 0)
    goto out;
  task_detach(task_run(mail, form, 0, CANCEL_NONE), NULL, NULL); // later
  // expect@-1: escaped-scope "`mail` works on what `submit_bad` was given"
  status = -EAGAIN;
out:
  return status;
}

int fill(cancel_token token) {
  int status = -ENOMEM;
  struct form *form = calloc(1, sizeof *form);
  if (!form)
    goto out;
  status = task_await(task_run(submit_bad, form, 0, token), NULL);
  if (status != 0)
    goto out;
  form->fields = 2;
out:
  free(form); // note: "and then the memory is gone"
  return status;
}
