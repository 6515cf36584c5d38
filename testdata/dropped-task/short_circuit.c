// `&&`, `||` and `?:` decide whether the await on their right happens at all.
#include <stdbool.h>
#include <taskrt/task.h>

static int verify_signature(void *arg, cancel_token token, void *result) {
  return task_delay(2, token);
}

bool verify_bad(void *document, bool wanted) {
  task *check = task_run(verify_signature, document, 0, CANCEL_NONE);
  // expect@-1: dropped-task "on every path"
  return wanted && task_await(check, NULL) == 0;
}

bool verify_or_trust_bad(void *document, bool trusted) {
  task *check = task_run(verify_signature, document, 0, CANCEL_NONE);
  // expect@-1: dropped-task "on every path"
  if (trusted || task_await(check, NULL) == 0)
    return true;
  return false;
}

int verify_if_wanted_bad(void *document, bool wanted) {
  task *check = task_run(verify_signature, document, 0, CANCEL_NONE);
  // expect@-1: dropped-task "on every path"
  return wanted ? task_await(check, NULL) : 0;
}

// The second await is skipped when the first task has failed.
bool verify_pair_bad(void *first, void *second) {
  task *left = task_run(verify_signature, first, 0, CANCEL_NONE);
  task *right = task_run(verify_signature, second, 0, CANCEL_NONE); // expect: dropped-task
  return task_await(left, NULL) == 0 && task_await(right, NULL) == 0;
}

bool verify_ok(void *document, bool wanted) {
  task *check = task_run(verify_signature, document, 0, CANCEL_NONE);
  bool valid = task_await(check, NULL) == 0;
  return wanted && valid;
}

bool verify_pair_ok(void *first, void *second) {
  task *left = task_run(verify_signature, first, 0, CANCEL_NONE);
  task *right = task_run(verify_signature, second, 0, CANCEL_NONE);
  bool left_valid = task_await(left, NULL) == 0;
  bool right_valid = task_await(right, NULL) == 0;
  return left_valid && right_valid;
}

// Start and await hang on the same operand.
bool verify_when_wanted_ok(void *document, bool wanted) {
  return !wanted || task_await(task_run(verify_signature, document, 0, CANCEL_NONE), NULL) == 0;
}

bool verify_started_ok(void *document) {
  task *check = task_run(verify_signature, document, 0, CANCEL_NONE);
  return check != NULL && task_await(check, NULL) == 0;
}
