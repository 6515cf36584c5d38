// Static functions, structs and tables are of one file only, whatever they are called.
#include <taskrt/task.h>
#include <unistd.h>

int logger_close(int fd);

struct ops {
  int (*flush)(int fd);
  int (*drain)(int fd);
};

static int flush(int fd) {
  return fd > 0 ? 0 : -1;
}

static int drain_bad(int fd) {
  return fdatasync(fd); // expect: blocking-call "`fdatasync`"
}

static const struct ops ops = {.flush = flush, .drain = drain_bad};

static int work(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  return ops.flush(fd) + flush(fd) + ops.drain(fd) + cancel_check(token);
}

int main(void) {
  int fd = 1;
  int status = task_wait(task_run(work, &fd, 0, CANCEL_NONE));
  return status | logger_close(fd);
}
