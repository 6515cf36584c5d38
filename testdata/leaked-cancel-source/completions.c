// A completion source has to be destroyed, too: setting its outcome does not free it.
#include <stdlib.h>
#include <taskrt.h>

struct request {
  task_source *source;
  int number;
};

static task_source *waiting;

int on_reply(void (*call)(int value, void *arg), void *arg);

int never_bad(void) {
  task_source *source = task_source_create(0);
  // expect@-1: leaked-cancel-source "the source from `task_source_create` is never destroyed"
  // note@-2: "end it with `task_source_destroy`, return it, or store it"
  if (!source)
    return TASK_ENOMEM;
  task *t = task_source_task(source);
  (void)task_source_try_result(source, NULL);
  return task_await(t, NULL); // note: "the function returns here with `source` not destroyed"
}

task *error_bad(int number) {
  task_source *source = task_source_create(sizeof number);
  // expect@-1: leaked-cancel-source "is not destroyed on every path"
  task *t = task_source_task(source);
  if (number < 0) { // note: "this is true"
    (void)task_source_try_error(source, number);
    return t; // note: "the function returns here with `source` not destroyed"
  }
  (void)task_source_try_result(source, &number);
  task_source_destroy(source);
  return t;
}

task *goto_bad(int number) {
  task *t = NULL;
  task_source *source = task_source_create(sizeof number); // expect: leaked-cancel-source
  if (!source)
    goto out;
  t = task_source_task(source);
  if (number < 0) {
    (void)task_source_try_cancel(source);
    goto out;
  }
  (void)task_source_try_result(source, &number);
  task_source_destroy(source);
out:
  return t;
}

int freed_bad(int number) {
  struct request *request = malloc(sizeof *request);
  if (!request)
    return TASK_ENOMEM;
  request->source = task_source_create(0); // expect: leaked-cancel-source
  task *t = task_source_task(request->source);
  (void)task_source_try_result(request->source, NULL);
  free(request); // note: "the memory that holds `request` is freed here"
  return task_await(t, NULL);
}

int rounds_bad(int rounds) {
  int status = 0;
  for (int i = 0; i < rounds && status == 0; i++) {
    task_source *source = task_source_create(0); // expect: leaked-cancel-source
    task *t = task_source_task(source);
    (void)task_source_try_result(source, NULL);
    status = task_await(t, NULL);
  }
  return status;
}

// Kept by an object.
task *kept_ok(struct request *request) {
  request->source = task_source_create(sizeof(int));
  return task_source_task(request->source);
}

// Given to a callback.
static void replied(int value, void *arg) {
  (void)task_source_try_result(arg, &value);
  task_source_destroy(arg);
}

task *asked_ok(void) {
  task_source *source = task_source_create(sizeof(int));
  task *t = task_source_task(source);
  int status = on_reply(replied, source);
  if (status != 0)
    (void)task_source_try_error(source, status);
  return t;
}

static void finish(task_source *source) {
  (void)task_source_try_result(source, NULL);
  task_source_destroy(source);
}

int helper_ok(void) {
  task_source *source = task_source_create(0);
  task *t = task_source_task(source);
  finish(source);
  return task_await(t, NULL);
}

// Who sets the outcome finds it in the variable, and ends it.
int global_ok(void) {
  waiting = task_source_create(0);
  int status = task_await(task_source_task(waiting), NULL);
  waiting = NULL;
  return status;
}

void woken(void) {
  if (waiting)
    finish(waiting);
}

// Without an outcome it is another story, and told once.
int forgotten_bad(void) {
  task_source *source = task_source_create(0); // expect: completion-never-set
  task *t = task_source_task(source);
  return task_await(t, NULL);
}
