// Calls through pointers: known targets are judged, unknown ones are given the benefit of the
// doubt.
#include <stdlib.h>
#include <taskrt/task.h>

struct filter {
  int (*apply)(int sample, cancel_token token);
  int (*reset)(int sample);
};

static int soften(int sample, cancel_token token) {
  return task_delay((unsigned)sample, token);
}

static int halve(int sample) {
  return sample / 2;
}

static const struct filter soft = {.apply = soften, .reset = halve};

// The slot may suspend.
static int ASYNC_LINT("async")
    filter_ok(const struct filter *filter, int sample, cancel_token token) {
  return filter->apply(sample, token);
}

// This one cannot: the only target is known.
static int ASYNC_LINT("async") reset_bad(const struct filter *filter, int sample) {
  // expect@-1: needless-async "`reset_bad`"
  return filter->reset(sample);
}

// A local variable.
static int ASYNC_LINT("async") local_bad(int sample) { // expect: needless-async "`local_bad`"
  int (*step)(int) = halve;
  return step(sample);
}

// Unknown: the pointer is a parameter that callers outside may set.
int ASYNC_LINT("async") visit_ok(int (*visit)(int sample), int sample) {
  return visit(sample);
}

// A callback given to libc runs inside the call.
static int compare_plain(const void *left, const void *right) {
  return *(const int *)left - *(const int *)right;
}

static int compare_slowly(const void *left, const void *right) {
  task_yield();
  return compare_plain(left, right);
}

static void ASYNC_LINT("async") sort_bad(int *samples) { // expect: needless-async "`sort_bad`"
  qsort(samples, 4, sizeof *samples, compare_plain);
}

static void ASYNC_LINT("async") sort_ok(int *samples) {
  qsort(samples, 4, sizeof *samples, compare_slowly);
}

// Given to a function of the project that calls it.
static int twice(int (*step)(int sample), int sample) {
  return step(step(sample));
}

static int yield_and_halve(int sample) {
  task_yield();
  return halve(sample);
}

static int ASYNC_LINT("async") quarter_ok(int sample) {
  return twice(yield_and_halve, sample);
}

static int run(void *arg, cancel_token token, void *result) {
  int samples[4] = {4, 3, 2, 1};
  sort_bad(samples);
  sort_ok(samples);
  int sum = filter_ok(&soft, 1, token) + reset_bad(&soft, 2) + local_bad(3);
  return sum + quarter_ok(8) + visit_ok(halve, 9);
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
