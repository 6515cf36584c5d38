// silent
// Everyday code that hands its tokens on, in the ways that tend to be reported by mistake.
#include <stdbool.h>
#include <stdlib.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

struct job {
  cancel_token token;
  int attempts;
};

static int run_job(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  int status = TASK_EINVAL;
  for (int i = 0; i < job->attempts && status != 0; i++)
    status = task_delay(10, token);
  return status;
}

// The token travels inside the argument.
int start_packed_ok(struct job *job, cancel_token token, task **out) {
  job->token = token;
  *out = task_run(run_job, job, 0, job->token);
  return *out ? 0 : TASK_ENOMEM;
}

int both_tokens_ok(struct job *job, cancel_token caller, cancel_token server) {
  int status = task_await(task_run(run_job, job, 0, caller), NULL);
  return status != 0 ? status : task_delay(1, server);
}

// Only checks.
bool may_go_on_ok(cancel_token token) {
  return !cancel_requested(token);
}

// Calls without a place for a token need none.
int no_place_ok(task *t, cancel_token token) {
  int status = cancel_check(token);
  task_yield();
  int awaited = task_await(t, NULL);
  return status != 0 ? status : awaited;
}

// A plain function that happens to take a struct named token.
struct token {
  int kind;
};

int parse_ok(struct token token) {
  return token.kind == 0 ? task_delay(1, CANCEL_NONE) : 0;
}

// A pointer to a token is not followed.
int pointer_ok(const cancel_token *token) {
  return task_delay(1, *token);
}

int main(void) {
  struct job job = {.attempts = 2};
  return task_wait(task_run(run_job, &job, 0, CANCEL_NONE)) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
