// alloca(), compound literals, arrays, pointers to locals: all of it is memory of this call.
#include <alloca.h>
#include <string.h>
#include <taskrt/task.h>

static int shout(void *arg, cancel_token token, void *result) {
  char *text = arg;
  text[0] = '!';
  return task_delay(2, token);
}

static int count(void *arg, cancel_token token, void *result) {
  return *(int *)arg;
}

task *alloca_bad(const char *text) {
  char *copy = alloca(strlen(text) + 1);
  strcpy(copy, text);
  return task_run(shout, copy, 0, CANCEL_NONE); // expect: outlived-buffer "keeps using `copy`"
}

task *array_bad(void) {
  char text[8] = "hello";
  return task_run(shout, text, 0, CANCEL_NONE); // expect: outlived-buffer "keeps using `text`"
}

task *element_bad(void) {
  int numbers[3] = {1, 2, 3};
  return task_run(count, &numbers[1], 0, CANCEL_NONE); // expect: outlived-buffer "`numbers`"
}

task *pointer_bad(int n) {
  int *p = &n;
  return task_run(count, p, 0, CANCEL_NONE); // expect: outlived-buffer "keeps using `n`"
}

task *literal_bad(void) {
  return task_run(count, &(int){7}, 0, CANCEL_NONE); // expect: outlived-buffer
}

task *vla_bad(int n) {
  char text[n];
  return task_run(shout, text, 0, CANCEL_NONE); // expect: outlived-buffer
}

int alloca_ok(const char *text) {
  char *copy = alloca(strlen(text) + 1);
  strcpy(copy, text);
  return task_await(task_run(shout, copy, 0, CANCEL_NONE), NULL);
}

task *static_ok(void) {
  static int calls;
  return task_run(count, &calls, 0, CANCEL_NONE);
}

task *member_ok(int *numbers) {
  return task_run(count, &numbers[1], 0, CANCEL_NONE);
}
