// A helper of another file makes the descriptor non-blocking, or returns one that is.
#include "net.h"
#include <taskrt/task.h>
#include <unistd.h>

static int greet_ok(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  if (net_set_nonblocking(fd) != 0)
    return TASK_EINVAL;
  return write(fd, "hello", 5) == 5 ? 0 : TASK_EINVAL;
}

static int greet_bad(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  ssize_t sent = write(fd, "hello", 5); // expect: blocking-call "`write`"
  net_set_nonblocking(fd);
  return sent == 5 ? 0 : TASK_EINVAL;
}

static int send_ok(void *arg, cancel_token token, void *result) {
  int fd = net_open();
  ssize_t sent = write(fd, arg, 3);
  close(fd);
  return sent == 3 ? 0 : TASK_EINVAL;
}

static int send_bad(void *arg, cancel_token token, void *result) {
  int fd = net_open_plain();
  ssize_t sent = write(fd, arg, 3); // expect: blocking-call "`write`"
  close(fd);
  return sent == 3 ? 0 : TASK_EINVAL;
}

// Read through a wrapper whose descriptor nobody made non-blocking here.
static int listen_bad(void *arg, cancel_token token, void *result) {
  char buf[8];
  return net_read(*(int *)arg, buf, sizeof buf) > 0 ? 0 : TASK_EINVAL;
}

int main(void) {
  int fd = 1;
  task *all[] = {task_run(greet_ok, &fd, 0, CANCEL_NONE), task_run(greet_bad, &fd, 0, CANCEL_NONE),
                 task_run(send_ok, "abc", 0, CANCEL_NONE),
                 task_run(send_bad, "abc", 0, CANCEL_NONE),
                 task_run(listen_bad, &fd, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
