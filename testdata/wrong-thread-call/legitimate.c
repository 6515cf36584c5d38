// silent
// What people do on purpose: prepare a window before its loop runs, post to it, ask where they are,
// and clean up when it has ended.
#include <pthread.h>
#include <taskrt/channel.h>
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");
void label_free(void) ASYNC_LINT("runs on ui");

struct job {
  task_channel *lines;
  const char *text;
};

static void show(void *arg) {
  struct job *job = arg;
  label_set(job->text);
}

static int work(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  int status = task_channel_receive(job->lines, &job->text, token);
  if (status == 0)
    status = task_context_post(ui, show, job);
  return status;
}

static int watch(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  const char *text = NULL;
  for (;;) {
    int status = task_channel_receive(job->lines, &text, token);
    if (status != 0)
      return status;
    label_set(text);
  }
}

static void *tick(void *arg) {
  struct job *job = arg;
  return task_context_post(ui, show, job) == 0 ? NULL : arg;
}

// Nobody knows on which thread others call this.
void library_show(const char *text) {
  label_set(text);
}

int main(void) {
  static struct job job;
  pthread_t ticking;
  ui = task_loop_create();
  job.lines = task_channel_create(sizeof(char *), 8);
  if (!ui || !job.lines)
    return 1;
  label_set("starting");
  task_detach(task_run(work, &job, 0, CANCEL_NONE), NULL, NULL);
  if (pthread_create(&ticking, NULL, tick, &job) != 0)
    return 1;
  int status = task_loop_run_until(ui, task_run_on(ui, watch, &job, 0, CANCEL_NONE), NULL);
  label_set("ended");
  pthread_join(ticking, NULL);
  label_free();
  task_channel_destroy(job.lines);
  task_context_destroy(ui);
  return status != 0;
}
