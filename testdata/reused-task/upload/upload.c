// The part of the program that knows about tasks.
#include "upload.h"

static int send_file(void *arg, cancel_token token, void *result) {
  return task_delay(90, token);
}

task *upload_begin(void *file, cancel_token token) {
  return task_run(send_file, file, 0, token);
}

int upload_end(task *upload) {
  return task_await(upload, NULL);
}

void upload_give_up(task *upload) {
  task_detach(upload, NULL, NULL);
}
