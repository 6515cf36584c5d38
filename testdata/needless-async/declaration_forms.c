// Wherever the word stands, it is the function that is judged: on a prototype, on the definition,
// on a later declaration, on one inside a function, among other words.
#include <taskrt/task.h>

// Only the prototype says it.
static int on_prototype_bad(int value) ASYNC_LINT("async");

static int on_prototype_bad(int value) { // expect: needless-async "`on_prototype_bad`"
  return value + 1;
}

// Two declarations, the second one says it.
static int on_second_bad(int value);
static int on_second_bad(int value) ASYNC_LINT("async");

static int on_second_bad(int value) { // expect: needless-async "`on_second_bad`"
  return value + 2;
}

// Every declaration says it: one finding.
static int on_both_bad(int value) ASYNC_LINT("async");

static int ASYNC_LINT("async") on_both_bad(int value) { // expect: needless-async "`on_both_bad`"
  return value + 3;
}

// Among other words.
static int ASYNC_LINT("status; async; check result") among_bad(int value) {
  // expect@-1: needless-async "`among_bad`"
  return value < 0 ? TASK_EINVAL : 0;
}

// `suspends` alone promises less: callable anywhere, may suspend.
static int ASYNC_LINT("suspends") suspends_ok(int value) {
  return value + 4;
}

// Both words: its own promise that it may suspend stands.
static int ASYNC_LINT("async; suspends") both_words_ok(int value) {
  return value + 5;
}

// The result is on a line of its own.
static const char *ASYNC_LINT("async")
    name_of_bad(int value) { // expect: needless-async "`name_of_bad`"
  return value ? "one" : "none";
}

// An inline function, and a function without parameters.
static inline unsigned ASYNC_LINT("async") largest_bad(void) { // expect: needless-async
  return ~0u;
}

// No word: nothing to drop.
static int plain_ok(int value) {
  return value * 2;
}

static int run(void *arg, cancel_token token, void *result) {
  int sum = on_prototype_bad(1) + on_second_bad(2) + on_both_bad(3) + among_bad(4);
  sum += suspends_ok(5) + both_words_ok(6) + *name_of_bad(7) + (int)largest_bad();
  return sum + plain_ok(sum) + cancel_check(token);
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
