// Thread-local variables: set before, trusted after.
#include <taskrt/task.h>

struct user {
  int id;
};

static _Thread_local struct user *current;
static _Thread_local int depth;
static _Thread_local struct {
  int line, column;
} place;

void log_user(const struct user *user);

int serve_bad(struct user *user, cancel_token token) {
  current = user; // note: "`current` gets it here"
  int status = task_delay(5, token);
  log_user(current);
  // expect@-1: thread-local-across-await "thread-local `current` was set before `task_delay`"
  // note@-2: "keep the value in a local variable"
  return status;
}

int serve_ok(struct user *user, cancel_token token) {
  int status = task_delay(5, token);
  current = user;
  log_user(current);
  return status;
}

int serve_again_ok(struct user *user, cancel_token token) {
  current = user;
  log_user(current);
  int status = task_delay(5, token);
  current = user;
  log_user(current);
  return status;
}

// Each adds its own, and nobody asks for the value.
int count_ok(cancel_token token) {
  depth++;
  int status = task_delay(5, token);
  depth--;
  return status;
}

int member_bad(int line, cancel_token token) {
  place.line = line;
  int status = task_delay(5, token);
  return status != 0 ? status : place.line; // expect: thread-local-across-await "`place.line`"
}

int other_member_ok(int line, cancel_token token) {
  place.line = line;
  int status = task_delay(5, token);
  return status != 0 ? status : place.column;
}

static void enter(struct user *user) {
  current = user;
}

// A helper sets it anew.
int helper_ok(struct user *user, cancel_token token) {
  current = user;
  int status = task_delay(5, token);
  enter(user);
  log_user(current);
  return status;
}

// Reset, and never read.
int reset_ok(struct user *user, cancel_token token) {
  current = user;
  int status = task_delay(5, token);
  current = NULL;
  return status;
}
