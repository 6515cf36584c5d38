// The whole path of a finding: where the task was given and consumed, the branches, the remedy.
#include <taskrt/task.h>

struct mail {
  int size;
  int urgent;
};

static int deliver(void *arg, cancel_token token, void *result) {
  return task_delay(30, token);
}

int send_bad(struct mail *mail) {
  task *sent = task_run(deliver, mail, 0, CANCEL_NONE); // note: "`task_run` gives the task here"
  int status = 0;
  if (mail->urgent)                  // note: "this is true"
    status = task_await(sent, NULL); // note: "`task_await` takes it here"
  if (mail->size > 4096)             // note: "this is true"
    status = task_await(sent, NULL); // expect: reused-task "`task_await` takes `sent`, which was"
  // note@-1: "consume a task once, and set `sent` to NULL when it may be met again"
  else if (!mail->urgent)
    task_detach(sent, NULL, NULL);
  return status;
}
