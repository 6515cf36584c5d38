// Memory on the stack whose size the program computes.
#include <alloca.h>
#include <string.h>
#include <taskrt/io.h>
#include <taskrt/task.h>

static int read_bad(int fd, size_t size, cancel_token token) {
  char buffer[size]; // expect: stack-budget "`buffer` may take any amount"
  // note@-1: "allocate it, or compare the size with a limit"
  return (int)task_read(fd, buffer, size, token);
}

static int read_ok(int fd, size_t size, cancel_token token) {
  if (size > 4096)
    return TASK_EINVAL;
  char buffer[size];
  return (int)task_read(fd, buffer, size, token);
}

static int copy_bad(const char *text) {
  char *copy = alloca(strlen(text) + 1); // expect: stack-budget "this `alloca` may take any amount"
  strcpy(copy, text);
  return copy[0];
}

static int copy_ok(const char *text) {
  size_t length = strlen(text);
  if (length >= 256)
    return 0;
  char *copy = alloca(length + 1);
  strcpy(copy, text);
  return copy[0];
}

// Small whatever is given.
static int mask_ok(unsigned seed) {
  unsigned size = seed & 63;
  char *bits = alloca(size + 1);
  memset(bits, 0, size + 1);
  return bits[size];
}

// All callers give constants.
static int fixed_ok(unsigned size) {
  char bits[size];
  memset(bits, 1, size);
  return bits[0];
}

static int constant_ok(void) {
  char *bits = alloca(512);
  memset(bits, 0, 512);
  return bits[1];
}

static int constant_bad(void) {
  char *bits = alloca(64 * 1024);
  memset(bits, 0, 512);
  return bits[1];
}

// On a thread.
static int anywhere_ok(size_t size) {
  char bits[size];
  memset(bits, 1, size);
  return bits[0];
}

static int run(void *arg, cancel_token token, void *result) {
  size_t size = *(size_t *)arg;
  int sum = read_bad(0, size, token) + read_ok(0, size, token) + copy_bad("") + copy_ok("");
  return sum + mask_ok((unsigned)size) + fixed_ok(16) + constant_ok();
}

static int run_bad(void *arg, cancel_token token, void *result) {
  // expect@-1: stack-budget "`run_bad`"
  return constant_bad();
}

int main(void) {
  size_t size = 100;
  anywhere_ok(size);
  int status = task_wait(task_run(run, &size, 0, CANCEL_NONE));
  return status | task_wait(task_run(run_bad, &size, 0, CANCEL_NONE));
}
