// silent
// Large variables where they do no harm.
#include <stdlib.h>
#include <taskrt/context.h>
#include <taskrt/io.h>
#include <taskrt/stackless.h>
#include <taskrt/task.h>

// Static, and on the heap.
static int serve_ok(void *arg, cancel_token token, void *result) {
  static char log[1024 * 1024];
  char *page = malloc(256 * 1024);
  if (!page)
    return TASK_ENOMEM;
  log[0] = page[0] = 1;
  int status = task_delay(1, token);
  free(page);
  return status;
}

// On a thread.
static int pack_ok(void *arg, cancel_token token, void *result) {
  char page[256 * 1024];
  page[0] = 1;
  return page[0];
}

// Without a stack of its own.
struct frame {
  int state;
};

static int tick_ok(void *arg, cancel_token token, void *result) {
  char page[128 * 1024];
  page[0] = 1;
  return page[0] - 1;
}

// Scopes that exclude each other share their place.
static int either_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(1, token);
  if (status) {
    char message[40 * 1024];
    message[0] = 1;
    status += message[0];
  } else {
    char answer[40 * 1024];
    answer[0] = 1;
    status += answer[0];
  }
  return status;
}

// One after the other, not below each other.
static int first(void) {
  char page[40 * 1024];
  page[0] = 1;
  return page[0];
}

static int second(void) {
  char page[40 * 1024];
  page[0] = 2;
  return page[0];
}

static int both_ok(void *arg, cancel_token token, void *result) {
  int sum = first() + second();
  return task_delay((unsigned)sum, token);
}

int main(void) {
  char page[512 * 1024];
  struct frame frame = {0};
  page[0] = 0;
  int status = task_wait(task_run(serve_ok, page, 0, CANCEL_NONE));
  status |= task_wait(task_offload(pack_ok, NULL, 0, CANCEL_NONE));
  status |= task_wait(task_run_stackless(tick_ok, &frame, sizeof frame, 0, CANCEL_NONE));
  status |= task_wait(task_run(either_ok, NULL, 0, CANCEL_NONE));
  status |= task_wait(task_run(both_ok, NULL, 0, CANCEL_NONE));
  return status + page[0];
}
