// Declarations and suspensions that come out of macros.
#include <stdio.h>
#include <taskrt/task.h>

#define ASYNC ASYNC_LINT("async")
#define AWAIT(t) task_await((t), NULL)
#define PAUSE(token) task_delay(1, (token))
#define TRACE(...) fprintf(stderr, __VA_ARGS__)

static int ASYNC greet_bad(const char *name) { // expect: needless-async "`greet_bad`"
  return printf("hello %s\n", name);
}

static int ASYNC greet_ok(const char *name, cancel_token token) {
  printf("hello %s\n", name);
  return PAUSE(token);
}

static int ASYNC trace_bad(int level) { // expect: needless-async "`trace_bad`"
  if (level > 1)
    TRACE("level %d\n", level);
  return level;
}

static int work(void *arg, cancel_token token, void *result) {
  return PAUSE(token);
}

static int ASYNC work_ok(int level, cancel_token token) {
  TRACE("level %d\n", level);
  return AWAIT(task_run(work, NULL, 0, token)); // for its stack
}

// Compiled out.
static int ASYNC settle_bad(cancel_token token) { // expect: needless-async "`settle_bad`"
#ifdef SETTLE
  return PAUSE(token);
#else
  return 0;
#endif
}

// Whole functions out of a macro.
#define DEFINE_GETTER(name, value)                                                                 \
  static int ASYNC name(void) {                                                                    \
    return (value);                                                                                \
  }

DEFINE_GETTER(get_width_bad, 640) // expect: needless-async "`get_width_bad`"

static int run(void *arg, cancel_token token, void *result) {
  int sum = greet_bad("you") + greet_ok("me", token) + trace_bad(2) + work_ok(3, token);
  return sum + settle_bad(token) + get_width_bad();
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
