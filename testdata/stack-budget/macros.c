// Sizes and variables that come out of macros.
#include <taskrt/task.h>

#define PAGE (64 * 1024)
#define BUFFER(name, size) char name[size] = {0}

static int serve_bad(void *arg, cancel_token token, void *result) {
  char page[PAGE]; // expect: stack-budget "with `page`"
  page[0] = 1;
  return page[0] + task_delay(1, token);
}

static int send_bad(void *arg, cancel_token token, void *result) {
  BUFFER(out, PAGE); // expect: stack-budget "with `out`"
  return out[0] + task_delay(1, token);
}

#define DEFINE_BODY(name, size)                                                                    \
  static int name(void *arg, cancel_token token, void *result) {                                   \
    char page[size];                                                                               \
    page[0] = 1;                                                                                   \
    return page[0] + task_delay(1, token);                                                         \
  }

DEFINE_BODY(small_ok, 1024)
DEFINE_BODY(large_bad, PAGE) // expect: stack-budget "a task of `large_bad`"

int main(void) {
  int status = task_wait(task_run(serve_bad, NULL, 0, CANCEL_NONE));
  status |= task_wait(task_run(send_bad, NULL, 0, CANCEL_NONE));
  status |= task_wait(task_run(small_ok, NULL, 0, CANCEL_NONE));
  return status | task_wait(task_run(large_bad, NULL, 0, CANCEL_NONE));
}
