// A macro that writes the token for its user writes none into functions that have one.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

#define NO_TOKEN CANCEL_NONE
#define SLEEP_MS(milliseconds) task_delay((milliseconds), CANCEL_NONE)
#define SLEEP_WITH(milliseconds, token) task_delay((milliseconds), (token))
#define SPAWN(body, arg) task_run((body), (arg), 0, CANCEL_NONE)

static int roll_dice(void *arg, cancel_token token, void *result) {
  return SLEEP_WITH(6, token);
}

static int blink_bad(cancel_token token) {
  return SLEEP_MS(500);
  // expect@-1: dropped-token
}

static int blink_alias_bad(cancel_token token) {
  return task_delay(500, NO_TOKEN);
  // expect@-1: dropped-token
}

static int blink_argument_bad(cancel_token token) {
  return SLEEP_WITH(500, CANCEL_NONE);
  // expect@-1: dropped-token
}

static task *roll_bad(void *cup, cancel_token token) {
  return SPAWN(roll_dice, cup);
  // expect@-1: dropped-token
}

static int blink_ok(void) {
  return SLEEP_MS(500);
}

static int blink_with_ok(cancel_token token) {
  return SLEEP_WITH(500, token);
}
