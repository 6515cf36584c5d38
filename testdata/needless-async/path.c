// The whole finding: the function that never suspends, and what to do about it.
#include <stddef.h>
#include <taskrt/task.h>

static int parse_number(const char *text) {
  int value = 0;
  for (; *text >= '0' && *text <= '9'; text++)
    value = value * 10 + (*text - '0');
  return value;
}

static int parse_port_bad(const char *text) ASYNC_LINT("async");

static int parse_port_bad(const char *text) {
  // expect@-1: needless-async "`parse_port_bad`"
  // note@-2: "drop `async`, or await something"
  const char *port = text;
  for (; *text; text++)
    if (*text == ':')
      port = text + 1;
  return parse_number(port);
}

static int dial(void *arg, cancel_token token, void *result) {
  return task_delay((unsigned)parse_port_bad(arg), token);
}

int main(void) {
  return task_wait(task_run(dial, "localhost:8080", 0, CANCEL_NONE));
}
