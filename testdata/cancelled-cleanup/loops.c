// What follows a loop that goes on until it is cancelled.
#include <taskrt/channel.h>
#include <taskrt/task.h>

int until_cancelled_bad(task_channel *out, cancel_token token) {
  int sent = 0;
  while (!cancel_requested(token))
    // What was begun is sent.
    if (task_channel_send(out, &sent, CANCEL_NONE) == 0)
      sent++;
  return task_channel_send(out, &sent, token); // expect: cancelled-cleanup
}

int left_bad(task_channel *out, cancel_token token) {
  int status;
  for (int i = 0;; i++) {
    status = task_channel_send(out, &i, token);
    if (status == TASK_ECANCELED)
      break;
  }
  return task_channel_send(out, &status, token); // expect: cancelled-cleanup
}

int counted_ok(task_channel *out, int count, cancel_token token) {
  for (int i = 0; i < count; i++) {
    if (cancel_requested(token))
      break;
    if (task_channel_send(out, &i, token) != 0)
      return -1;
  }
  return task_channel_send(out, &count, token);
}

int again_ok(task_channel *out, cancel_token token) {
  for (;;) {
    int item = 1, status = task_channel_send(out, &item, token);
    if (status == 0)
      return 0;
    if (status == TASK_ETIMEDOUT)
      continue;
    return status;
  }
}
