// Variables in loops are there once, however many rounds there are.
#include <taskrt/io.h>

static int pump_ok(void *arg, cancel_token token, void *result) {
  int size = 0;
  for (int i = 0; i < 100 && size >= 0; i++) {
    char page[16 * 1024];
    size = (int)task_read(0, page, sizeof page, token);
  }
  return size;
}

static int pump_bad(void *arg, cancel_token token, void *result) {
  int size = 1;
  while (size > 0) {
    char
        page[60 * 1024]; // expect: stack-budget "with `page`, a task of `pump_bad` may need 60 KiB"
    size = (int)task_read(0, page, sizeof page, token);
  }
  return size;
}

// One loop after the other.
static int both_ok(void *arg, cancel_token token, void *result) {
  int size = 0;
  for (int i = 0; i < 3; i++) {
    char in[40 * 1024];
    size += (int)task_read(0, in, sizeof in, token);
  }
  for (int i = 0; i < 3; i++) {
    char out[40 * 1024];
    size += (int)task_read(0, out, sizeof out, token);
  }
  return size;
}

int main(void) {
  int status = task_wait(task_run(pump_ok, NULL, 0, CANCEL_NONE));
  status |= task_wait(task_run(pump_bad, NULL, 0, CANCEL_NONE));
  return status | task_wait(task_run(both_ok, NULL, 0, CANCEL_NONE));
}
