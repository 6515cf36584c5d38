// `_async` in the way of other libraries: a callback is called later, or a second function
// finishes.
#include <taskrt/task.h>

typedef void (*copied_cb)(int status, void *user);

struct file {
  copied_cb done;
  void *user;
};

// Waits for a place in the queue first.
int copy_async(struct file *file, void (*done)(int status, void *user), cancel_token token) {
  file->done = done;
  return task_delay(1, token);
}

int bad_copy_here_async(struct file *file, cancel_token token) { // expect: async-naming "waits"
  file->done = NULL;
  return task_delay(1, token);
}

ASYNC_LINT("pairs sync_finish") int sync_async(struct file *file, cancel_token token);

int sync_async(struct file *file, cancel_token token) {
  return task_delay(1, token);
}

// A task that is given up goes on.
static int work(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

int warm_up_async(struct file *file, cancel_token token) {
  int status = task_delay(1, token);
  task_detach(task_run(work, file, 0, token), NULL, NULL); // it ends with the program
  return status;
}
