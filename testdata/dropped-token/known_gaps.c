// silent
// What the rule misses, each for the reason its page gives.
#include <taskrt/task.h>

int save(int id, cancel_token token);

// Named like clean-up, which has to run to its end.
int fn_close(int id, cancel_token token) {
  int status = save(id, token);
  return status ? status : task_delay(1, CANCEL_NONE);
}

int fn_stop(int ms, cancel_token token) {
  (void)token;
  return task_delay(ms, CANCEL_NONE);
}

// After an error: it might be clean-up, and is a second attempt.
int fn_again(int ms, cancel_token token) {
  int status = task_delay(ms, token);
  if (status != 0)
    return task_delay(10, CANCEL_NONE);
  return status;
}

// The deadline is over, and the token that was given is not.
int fn_outer(int ms, cancel_token token) {
  cancel_source *limit = cancel_source_create_linked(token);
  if (!limit)
    return TASK_ENOMEM;
  int status = task_delay(ms, cancel_source_token(limit));
  if (status == TASK_ECANCELED)
    status = task_delay(1, CANCEL_NONE);
  cancel_source_destroy(limit);
  return status;
}
