// Calculating with a handle calculates with an address.
#include <stdint.h>
#include <taskrt/task.h>

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

long add_bad(task *count, long sum) {
  sum = sum + (long)count; // expect: task-as-value "`count` is a task, and is calculated with"
  return task_await(count, NULL) == 0 ? sum : 0;
}

long accumulate_bad(task *count, long sum) {
  sum += (intptr_t)count; // expect: task-as-value "calculated with"
  return task_await(count, NULL) == 0 ? sum : 0;
}

int scale_bad(task *count) {
  long twice = 2 * (long)count; // expect: task-as-value
  return task_await(count, NULL) == 0 ? (int)twice : 0;
}

long add_ok(task *count, long sum) {
  int value = 0;
  return task_await(count, &value) == 0 ? sum + value : sum;
}

// Elements of an array of handles: the array is calculated with.
int element_ok(task **tasks, int at) {
  return task_await(*(tasks + at), NULL);
}

// A hash of the address.
unsigned long hash_ok(task *t) {
  return (uintptr_t)t >> 4 ^ (uintptr_t)t >> 12;
}
