// Tokens of a source or group that was cancelled here.
#include <taskrt/group.h>
#include <taskrt/task.h>

struct file;
int file_write(struct file *file, int byte, cancel_token token) ASYNC_LINT("suspends; status");
int file_close(struct file *file, cancel_token token) ASYNC_LINT("suspends; status");

int requested_bad(struct file *file) {
  cancel_source *source = cancel_source_create();
  if (!source)
    return TASK_ENOMEM;
  cancel_token token = cancel_source_token(source);
  int status = file_write(file, 1, token);
  cancel_request(source); // note: "`cancel_request` cancels it here"
  if (status == 0)
    status = file_close(file, token); // expect: cancelled-cleanup "gets `token`"
  cancel_source_destroy(source);
  return status;
}

int in_place_bad(struct file *file) {
  cancel_source *source = cancel_source_create();
  if (!source)
    return TASK_ENOMEM;
  cancel_request(source);
  int status = file_close(file, cancel_source_token(source)); // expect: cancelled-cleanup "a token"
  cancel_source_destroy(source);
  return status;
}

int group_bad(struct file *file, cancel_token token) {
  task_group *group = task_group_create(token);
  cancel_token ours = task_group_token(group);
  task_group_cancel(group);
  (void)file_close(file, ours); // expect: cancelled-cleanup "`ours`"
  return task_group_join(group);
}

int deadline_bad(cancel_token token) {
  cancel_source *limit = cancel_source_create_linked(token);
  if (!limit)
    return TASK_ENOMEM;
  int status = task_delay(10, cancel_source_token(limit));
  if (status == TASK_ECANCELED)
    status = task_delay(1, cancel_source_token(limit)); // expect: cancelled-cleanup
  cancel_source_destroy(limit);
  return status;
}

// The deadline is over, and the token that was given is not.
int outer_ok(cancel_token token) {
  cancel_source *limit = cancel_source_create_linked(token);
  if (!limit)
    return TASK_ENOMEM;
  int status = task_delay(10, cancel_source_token(limit));
  if (status == TASK_ECANCELED)
    status = task_delay(1, token);
  cancel_source_destroy(limit);
  return status;
}

// Who goes on with what was just cancelled wants to see what happens.
int tried_ok(void) {
  cancel_source *source = cancel_source_create();
  if (!source)
    return TASK_ENOMEM;
  cancel_request(source);
  int status = task_delay(1, cancel_source_token(source));
  cancel_source_destroy(source);
  return status;
}

int on_another_path_ok(int give_up) {
  cancel_source *source = cancel_source_create();
  if (!source)
    return TASK_ENOMEM;
  if (give_up)
    cancel_request(source);
  int status = task_delay(1, cancel_source_token(source));
  cancel_source_destroy(source);
  return status;
}
