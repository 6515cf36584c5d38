// Early returns, clean-up and loops do not change where the function runs.
#include <stdlib.h>
#include <taskrt/task.h>

struct file {
  char *buffer;
};

static int ASYNC_LINT("async") file_sync(struct file *file, cancel_token token) {
  return task_delay(file->buffer[0], token);
}

static int save_bad(struct file *file, int count) {
  int status = -1;
  file->buffer = malloc(100);
  if (!file->buffer)
    goto out;
  for (status = 0; count > 0 && status == 0; count--)
    status = file_sync(file, CANCEL_NONE); // expect: async-call-outside-task
  switch (status) {
  case 0:
    break;
  default:
    status = file_sync(file, CANCEL_NONE); // expect: async-call-outside-task
  }
out:
  free(file->buffer);
  return status;
}

int main(int count, char **arguments) {
  struct file file = {0};
  return save_bad(&file, count);
}
