// No token can be written in several ways, and each is none.
#include <stdbool.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static const cancel_token no_token;

static int wait_literal_bad(cancel_token token) {
  return task_delay(1, (cancel_token){0});
  // expect@-1: dropped-token
}

static int wait_named_field_bad(cancel_token token) {
  return task_delay(1, (cancel_token){.source = NULL});
  // expect@-1: dropped-token
}

static int wait_local_bad(cancel_token token) {
  cancel_token none = CANCEL_NONE;
  return task_delay(1, none);
  // expect@-1: dropped-token
}

static int wait_braces_bad(cancel_token token) {
  cancel_token none = {0};
  return task_delay(1, none);
  // expect@-1: dropped-token
}

static int wait_copy_ok(cancel_token token) {
  cancel_token copy = token;
  return task_delay(1, copy);
}

static int wait_assigned_ok(cancel_token token) {
  cancel_token used = CANCEL_NONE;
  used = token;
  return task_delay(1, used);
}

// One of two: somebody thought about it.
static int wait_choice_ok(cancel_token token, bool patient) {
  cancel_token used = CANCEL_NONE;
  if (!patient)
    used = token;
  return task_delay(1, used);
}

static int wait_ternary_ok(cancel_token token, bool patient) {
  return task_delay(1, patient ? CANCEL_NONE : token);
}

static void choose(cancel_token *used, cancel_token token) {
  *used = token;
}

static int wait_filled_ok(cancel_token token) {
  cancel_token used = CANCEL_NONE;
  choose(&used, token);
  return task_delay(1, used);
}

// A constant of the file that nobody ever sets. Only local variables are followed to their value.
static int fn_wait_constant(cancel_token token) {
  (void)token;
  return task_delay(1, no_token);
}

// Given none twice. Only a variable with one value is known.
static int fn_wait_choice(cancel_token token, bool patient) {
  (void)token;
  cancel_token used = CANCEL_NONE;
  if (patient)
    used = CANCEL_NONE;
  return task_delay(1, used);
}
