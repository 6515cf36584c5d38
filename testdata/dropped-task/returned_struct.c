// A struct returned by value carries its task to the caller, who then owns it.
#include <taskrt/task.h>

struct operation {
  int id;
  task *running;
};

static int resize_image(void *arg, cancel_token token, void *result) {
  return task_delay(22, token);
}

static struct operation start_resize(void *image, int id) {
  struct operation operation = {.id = id};
  operation.running = task_run(resize_image, image, 0, CANCEL_NONE);
  return operation;
}

static struct operation start_literal(void *image) {
  return (struct operation){.id = 1, .running = task_run(resize_image, image, 0, CANCEL_NONE)};
}

int resize_ok(void *image) {
  struct operation operation = start_resize(image, 7);
  return task_await(operation.running, NULL);
}

int resize_literal_ok(void *image) {
  return task_await(start_literal(image).running, NULL);
}

struct operation resize_later_ok(void *image) {
  struct operation operation = start_resize(image, 8);
  return operation;
}

// Tasks inside returned structs are not followed into the caller.
int fn_resize(void *image) {
  struct operation operation = start_resize(image, 7);
  return operation.id;
}

void fn_resize_discarded(void *image) {
  start_resize(image, 9);
}

// The struct is built but never leaves.
int resize_kept_bad(void *image) {
  struct operation operation = {.id = 3};
  operation.running = task_run(resize_image, image, 0, CANCEL_NONE); // expect: dropped-task
  return operation.id;
}
