// silent
// A local variable is lent to the operation: it has to be over before the function returns.
#include <taskrt/task.h>

task *fetch(const char *url, cancel_token token) ASYNC_LINT("gives task; token token");
task *fetch_into(char *buffer, int *size, cancel_token token) ASYNC_LINT("gives task; token token");

struct request {
  char url[16];
  int size;
};

static int lent_ok(cancel_token token) {
  int size = 0;
  return task_await(fetch_into(NULL, &size, token), NULL);
}

static int array_ok(cancel_token token) {
  char buffer[64];
  return task_await(fetch_into(buffer, NULL, token), NULL);
}

static int field_ok(cancel_token token) {
  struct request request = {.size = 3};
  return task_await(fetch_into(request.url, &request.size, token), NULL);
}

static int work(void *arg, cancel_token token, void *result) {
  return lent_ok(token) | array_ok(token) | field_ok(token);
}

int run(char *url) {
  return task_wait(task_run(work, url, 0, CANCEL_NONE));
}
