// SPDX-License-Identifier: MIT
// A program for the debugger to look at: when it comes to look_here(), the task "upload" waits for
// a reply.
#include <taskrt.h>

void look_here(void);

__attribute__((noinline)) void look_here(void) {
  __asm__ volatile("");
}

__attribute__((noinline)) static int wait_for_reply(task_source *reply) {
  int status = task_await(task_source_task(reply), NULL);
  __asm__ volatile(""); // no tail call: the frame is looked for
  return status;
}

static int answer(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  look_here();
  return task_source_set_result(arg, NULL);
}

// The only worker runs `answer` when this one waits.
static int upload(void *arg, cancel_token token, void *result) {
  (void)result;
  task *answering = task_run(answer, arg, 0, token);
  int status = wait_for_reply(arg);
  int answered = task_await(answering, NULL);
  return status != 0 ? status : answered;
}

// The only worker runs `upload` when this one waits: it has its name by then.
static int begin(void *arg, cancel_token token, void *result) {
  (void)result;
  task *uploading = task_run(upload, arg, 0, token);
  task_set_name(uploading, "upload");
  int status = task_await(uploading, NULL);
  return status;
}

int main(void) {
  struct task_runtime_options options = {.workers = 1};
  int status = task_runtime_start(&options);
  task_source *reply = status == 0 ? task_source_create(0) : NULL;
  if (!reply)
    return 1;
  status = task_wait(task_run(begin, reply, 0, CANCEL_NONE));
  task_source_destroy(reply);
  task_runtime_stop();
  return status == 0 ? 0 : 1;
}
