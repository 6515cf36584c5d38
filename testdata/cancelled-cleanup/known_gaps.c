// silent
// What the rule misses.
#include <taskrt/channel.h>
#include <taskrt/task.h>

// The name does not say that this is clean-up, and the error need not be a cancellation.
int fn_name_says_nothing(task_channel *out, cancel_token token) {
  int word = 1, status = task_channel_send(out, &word, token);
  if (status != 0) {
    word = -1;
    (void)task_channel_send(out, &word, token);
  }
  return status;
}

static void stop_all(cancel_source *source) {
  cancel_request(source);
}

// The token is cancelled in another function.
int fn_in_callee(void) {
  cancel_source *source = cancel_source_create();
  if (!source)
    return TASK_ENOMEM;
  stop_all(source);
  int status = task_delay(1, cancel_source_token(source));
  cancel_source_destroy(source);
  return status;
}

static int close_if(task_channel *out, int wanted, cancel_token token) {
  int word = 0;
  if (!wanted)
    return 0;
  return task_channel_send(out, &word, token);
}

// An argument decides whether it waits.
int fn_argument(task_channel *out, cancel_token token) {
  if (cancel_requested(token))
    return close_if(out, 1, token);
  return 0;
}
