// The call inside larger expressions: initialisers, conditions, statement expressions, `?:` with
// and without its middle, commas, arguments, returns; and where it is not evaluated.
#include <stdio.h>
#include <sys/types.h>
#include <taskrt/task.h>
#include <unistd.h>

struct sample {
  ssize_t size;
  char byte;
};

static int take_bad(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  char byte = 0;
  struct sample sample = {.size = read(fd, &byte, 1), .byte = byte}; // expect: blocking-call
  ssize_t sizes[] = {0, read(fd, &byte, 1)};                         // expect: blocking-call
  return sample.size + sizes[1] == 2 ? 0 : TASK_EINVAL;
}

static int elvis_bad(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  return fsync(fd) ?: cancel_check(token); // expect: blocking-call "`fsync`"
}

static int choose_bad(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  return fd > 2 ? fdatasync(fd) : isatty(fd); // expect: blocking-call "`fdatasync`"
}

static int block_expression_bad(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  int status = ({
    int tries = 3;
    while (tries > 0 && fsync(fd) != 0) // expect: blocking-call "`fsync`"
      tries--;
    tries;
  });
  return status > 0 ? cancel_check(token) : TASK_EINVAL;
}

static int comma_bad(void *arg, cancel_token token, void *result) {
  return usleep(1), cancel_check(token); // expect: blocking-call "`usleep`"
}

static int argument_bad(void *arg, cancel_token token, void *result) {
  printf("%u seconds left\n", sleep(2)); // expect: blocking-call "`sleep`"
  return cancel_check(token);
}

static int circuit_bad(void *arg, cancel_token token, void *result) {
  int *fd = arg;
  if (!fd || fsync(*fd) != 0) // expect: blocking-call "`fsync`"
    return TASK_EINVAL;
  return cancel_check(token);
}

static int parenthesised_bad(void *arg, cancel_token token, void *result) {
  return (int)(sleep)(1) + (*usleep)(1); // expect: blocking-call, blocking-call
}

// Only its type is asked.
static int unevaluated_ok(void *arg, cancel_token token, void *result) {
  char room[sizeof(sleep(1))];
  __typeof__(sync()) *nothing = NULL;
  return sizeof room == 4 && !nothing ? cancel_check(token) : TASK_EINVAL;
}

// The branch that blocks is not the one chosen.
static int generic_ok(void *arg, cancel_token token, void *result) {
  int count = 2;
  return _Generic(count, unsigned: sleep(1), default: cancel_check(token));
}

int main(void) {
  int fd = 1;
  task *all[] = {task_run(take_bad, &fd, 0, CANCEL_NONE),
                 task_run(elvis_bad, &fd, 0, CANCEL_NONE),
                 task_run(choose_bad, &fd, 0, CANCEL_NONE),
                 task_run(comma_bad, &fd, 0, CANCEL_NONE),
                 task_run(block_expression_bad, &fd, 0, CANCEL_NONE),
                 task_run(argument_bad, &fd, 0, CANCEL_NONE),
                 task_run(circuit_bad, &fd, 0, CANCEL_NONE),
                 task_run(parenthesised_bad, &fd, 0, CANCEL_NONE),
                 task_run(generic_ok, &fd, 0, CANCEL_NONE),
                 task_run(unevaluated_ok, &fd, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
