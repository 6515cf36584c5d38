// silent
// What the rule misses, each for the reason its page gives.
#include <setjmp.h>
#include <taskrt/task.h>

task *hold(task *t) ASYNC_LINT("refs t; returns t");

static jmp_buf parse_error;

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

// Any call may end in the jump.
int fn_jumps(void *file) {
  task *t = task_run(fetch, file, 0, CANCEL_NONE);
  if (setjmp(parse_error) != 0)
    return TASK_EINVAL;
  (void)t;
  return 0;
}

// One more reference was taken: which one is the last nobody counts.
int fn_held(void *page) {
  task *t = task_run(fetch, page, 0, CANCEL_NONE);
  hold(t);
  return task_await(t, NULL);
}

// The handle comes as data, and is not known for one that this body has to await.
static int finish(void *arg, cancel_token token, void *result) {
  task *t = arg;
  (void)t;
  return 0;
}

task *fn_user_data(void *key) {
  task *user = task_run(fetch, key, 0, CANCEL_NONE);
  return task_run(finish, user, 0, CANCEL_NONE);
}

// Somebody else may await it by the member.
struct session {
  task *loading;
};

void fn_member(struct session *session) {
  task *loading = task_run(fetch, session, 0, CANCEL_NONE);
  session->loading = loading;
}
