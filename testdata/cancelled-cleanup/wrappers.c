// Functions of the program that hand the token on, and those that do not.
#include <taskrt/channel.h>
#include <taskrt/task.h>

static int say(task_channel *out, int word, cancel_token token) {
  return task_channel_send(out, &word, token);
}

static int say_goodbye(task_channel *out, cancel_token token) {
  if (!out)
    return TASK_EINVAL;
  int status = say(out, 1, token);
  return status ? status : say(out, 2, token);
}

int farewell_bad(task_channel *out, cancel_token token) {
  int status = say(out, 0, token);
  if (status == TASK_ECANCELED)
    (void)say_goodbye(out, token); // expect: cancelled-cleanup "`say_goodbye`"
  return status;
}

static int close_line(task_channel *out, cancel_token token) {
  int status = say(out, -1, token);
  task_channel_close(out);
  return status;
}

int close_bad(task_channel *out, cancel_token token) {
  int status = say(out, 0, token);
  if (status != 0)
    (void)close_line(out, token); // expect: cancelled-cleanup "`close_line` cleans up"
  return status;
}

// Looks at the status first, and waits only after success.
static int finish(task_channel *out, int status, cancel_token token) {
  if (status == 0)
    status = say(out, 3, token);
  return status;
}

int finish_ok(task_channel *out, cancel_token token) {
  if (cancel_requested(token))
    return finish(out, TASK_ECANCELED, token);
  return finish(out, 0, token);
}

// Replaces the token before it cleans up.
static int shut(task_channel *out, cancel_token token) {
  int word = 9;
  token = CANCEL_NONE;
  return task_channel_send(out, &word, token);
}

int shut_ok(task_channel *out, cancel_token token) {
  if (cancel_requested(token))
    return shut(out, token);
  return 0;
}

static void log_it(cancel_token token) {
  if (cancel_requested(token))
    task_yield();
}

int log_ok(cancel_token token) {
  int status = task_delay(1, token);
  if (status == TASK_ECANCELED)
    log_it(token);
  return status;
}
