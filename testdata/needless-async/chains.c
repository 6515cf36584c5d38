// What a function calls decides, however far down: chains that suspend and chains that do not.
#include <string.h>
#include <taskrt/task.h>

// Three async functions that only ever call each other downward: none suspends.
static int ASYNC_LINT("async") digit_bad(char c) { // expect: needless-async "`digit_bad`"
  return c - '0';
}

static int ASYNC_LINT("async") number_bad(const char *text) {
  // expect@-1: needless-async "`number_bad`"
  int value = 0;
  for (; *text; text++)
    value = value * 10 + digit_bad(*text);
  return value;
}

static int ASYNC_LINT("async") date_bad(const char *text) { // expect: needless-async "`date_bad`"
  return number_bad(text) * 100 + number_bad(text + 3);
}

// A chain with a suspension at its end.
static int pause_one(cancel_token token) {
  return task_delay(1, token);
}

static int ASYNC_LINT("async") poll_ok(int count, cancel_token token) {
  return count > 0 ? pause_one(token) : 0;
}

static int ASYNC_LINT("async") poll_twice_ok(cancel_token token) {
  return poll_ok(1, token) + poll_ok(2, token);
}

// Starting a task does not suspend; awaiting it does.
static int count_words(void *arg, cancel_token token, void *result) {
  return task_delay(strlen(arg), token);
}

static task *ASYNC_LINT("async; gives task") start_count_bad(char *text, cancel_token token) {
  // expect@-1: needless-async "`start_count_bad`"
  return task_run(count_words, text, 0, token);
}

static int ASYNC_LINT("async") count_ok(char *text, cancel_token token) {
  return task_await(task_run(count_words, text, 0, token), NULL); // for its stack
}

// Asking and giving up do not suspend either.
static void ASYNC_LINT("async") forget_bad(char *text, cancel_token token) {
  // expect@-1: needless-async
  task *counting = task_run(count_words, text, 0, token);
  if (!task_is_done(counting) && cancel_check(token) == 0)
    strcpy(text, "counting");
  task_detach(counting, NULL, NULL);
}

// Suspends in a callee that says so itself.
static int rest_a_while(cancel_token token) ASYNC_LINT("suspends; token token");

static int rest_a_while(cancel_token token) {
  return cancel_check(token);
}

static int ASYNC_LINT("async") rest_ok(cancel_token token) {
  return rest_a_while(token);
}

static int main_task(void *arg, cancel_token token, void *result) {
  char text[] = "one two";
  int status = date_bad("12.34") + poll_twice_ok(token) + count_ok(text, token) + rest_ok(token);
  forget_bad(text, token);
  return status + task_await(start_count_bad(text, token), NULL);
}

int main(void) {
  return task_wait(task_run(main_task, NULL, 0, CANCEL_NONE));
}
