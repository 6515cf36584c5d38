// silent
// A status that says "no task was given" ends the duty to await it.
#include <stdbool.h>
#include <taskrt/task.h>

struct upload {
  const char *name;
  int size;
};

static int send_upload(void *arg, cancel_token token, void *result) {
  return task_delay(60, token);
}

// Gives a task exactly when it returns 0.
static int start_upload(struct upload *upload, task **out) {
  *out = NULL;
  if (upload->size <= 0)
    return TASK_EINVAL;
  task *started = task_run(send_upload, upload, 0, CANCEL_NONE);
  if (!started)
    return TASK_ENOMEM;
  *out = started;
  return 0;
}

// Gives a task exactly when it returns true.
static bool try_start_upload(struct upload *upload, task **out) {
  if (upload->size <= 0)
    return false;
  *out = task_run(send_upload, upload, 0, CANCEL_NONE);
  return true;
}

int upload_ok(struct upload *upload) {
  task *sent;
  int status = start_upload(upload, &sent);
  if (status)
    return status;
  return task_await(sent, NULL);
}

int upload_equal_ok(struct upload *upload) {
  task *sent = NULL;
  int status = start_upload(upload, &sent);
  if (status == 0)
    return task_await(sent, NULL);
  return status;
}

int upload_switch_ok(struct upload *upload) {
  task *sent = NULL;
  switch (start_upload(upload, &sent)) {
  case 0:
    return task_await(sent, NULL);
  default:
    return -1;
  }
}

int upload_try_ok(struct upload *upload) {
  task *sent;
  if (!try_start_upload(upload, &sent))
    return TASK_EINVAL;
  return task_await(sent, NULL);
}

int upload_try_and_ok(struct upload *upload) {
  task *sent;
  if (try_start_upload(upload, &sent) && task_await(sent, NULL) == 0)
    return 0;
  return -1;
}

int upload_goto_ok(struct upload *upload) {
  task *sent = NULL;
  int status = start_upload(upload, &sent);
  if (status != 0)
    goto out;
  status = task_await(sent, NULL);
out:
  return status;
}

int upload_both_ok(struct upload *first, struct upload *second) {
  task *sent[2];
  int status = start_upload(first, &sent[0]);
  if (status != 0)
    return status;
  status = start_upload(second, &sent[1]);
  if (status != 0) {
    task_detach(sent[0], NULL, NULL);
    return status;
  }
  return task_await(task_when_all(sent, 2), NULL);
}

int upload_retry_ok(struct upload *upload) {
  task *sent;
  int status;
  int attempts = 0;
  while ((status = start_upload(upload, &sent)) == TASK_ENOMEM && attempts < 3)
    attempts++;
  return status == 0 ? task_await(sent, NULL) : status;
}
