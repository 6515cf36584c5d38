// Threads of one's own and offloaded bodies are no tasks.
#include <pthread.h>
#include <taskrt/task.h>

static int ASYNC_LINT("async") upload(const char *file, cancel_token token) {
  return task_delay(file[0], token);
}

static void *uploader_bad(void *arg) {
  if (upload(arg, CANCEL_NONE)) // expect: async-call-outside-task
    return arg;
  return NULL;
}

static int compress_bad(void *arg, cancel_token token, void *result) {
  return upload(arg, token); // expect: async-call-outside-task "`upload`"
}

int start(char *file, pthread_t *thread) {
  int status = pthread_create(thread, NULL, uploader_bad, file);
  // note@-1: "`uploader_bad` runs here on a thread, not in a task"
  return status ? status : task_wait(task_offload(compress_bad, file, 0, CANCEL_NONE));
}
