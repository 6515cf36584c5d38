// The source is a member of what the callback gets.
#include <stdlib.h>
#include <taskrt/context.h>
#include <taskrt/source.h>

struct operation {
  task_source *source;
  int number;
};

static void finished_bad(void *arg) { // expect: completion-never-set "`operation->source`"
  struct operation *operation = arg;
  if (operation->number < 0) { // note: "this is true"
    free(operation);           // note: "the memory that holds `operation->source` is freed here"
    return;
  }
  (void)task_source_set_result(operation->source, &operation->number);
  task_source_destroy(operation->source);
  free(operation);
}

static void again(struct operation *operation);

// Goes round once more: the obligation goes with the operation.
static void retried_ok(void *arg) {
  struct operation *operation = arg;
  if (operation->number < 0) {
    operation->number++;
    again(operation);
    return;
  }
  (void)task_source_set_result(operation->source, &operation->number);
  task_source_destroy(operation->source);
  free(operation);
}

static task_context *loop;

static void again(struct operation *operation) {
  if (task_context_post(loop, retried_ok, operation) != 0)
    abort();
}

int go(struct operation *one, struct operation *other) {
  again(one);
  return task_context_post(loop, finished_bad, other);
}
