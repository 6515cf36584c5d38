// What is not seen, and what is too careful.
#include <stdio.h>
#include <taskrt/task.h>

// Through a pointer it may be another function.
struct visitor {
  int (*visit)(struct visitor *visitor);
};

static int fn_visit(struct visitor *visitor) {
  char line[4096];
  snprintf(line, sizeof line, "%p", (void *)visitor);
  return visitor->visit(visitor) + line[0];
}

// A function without a body.
extern int elsewhere(void);

static int fn_library(void) {
  return elsewhere();
}

// Both cannot happen in one run; each would fit.
static int fp_large(int number) {
  char page[40 * 1024]; // expect: stack-budget "may need 60 KiB"
  page[0] = (char)number;
  return page[0];
}

static int exclusive(int number) {
  char page[20 * 1024];
  page[0] = (char)number;
  if (number < 0)
    return fp_large(number);
  return page[0];
}

static int run(void *arg, cancel_token token, void *result) {
  struct visitor visitor = {fn_visit};
  return fn_visit(&visitor) + fn_library() + exclusive(3) + task_delay(1, token);
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
