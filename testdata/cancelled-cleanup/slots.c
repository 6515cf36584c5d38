// Clean-up through a table of functions.
#include <taskrt/channel.h>
#include <taskrt/task.h>

struct ops {
  int (*send)(task_channel *out, int word, cancel_token token);
  int (*close)(task_channel *out, cancel_token token);
};

static int send_word(task_channel *out, int word, cancel_token token) {
  return task_channel_send(out, &word, token);
}

static int close_out(task_channel *out, cancel_token token) {
  int word = 0, status = task_channel_send(out, &word, token);
  task_channel_close(out);
  return status;
}

const struct ops channel_ops = {.send = send_word, .close = close_out};

int use_bad(const struct ops *ops, task_channel *out, cancel_token token) {
  int status = send_word(out, 1, token);
  if (status == TASK_ECANCELED)
    (void)ops->close(out, token); // expect: cancelled-cleanup
  return status;
}

int use_ok(const struct ops *ops, task_channel *out, cancel_token token) {
  int status = ops->send(out, 1, token);
  return status ? status : ops->close(out, token);
}
