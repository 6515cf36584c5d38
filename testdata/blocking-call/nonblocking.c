// Descriptors that do not block, on every path or only on some.
#include <fcntl.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <taskrt/task.h>
#include <unistd.h>

static int ask_ok(void *arg, cancel_token token, void *result) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return TASK_EINVAL;
  char reply[16];
  int status = connect(fd, arg, 16);
  if (status == 0 && write(fd, "ping", 4) == 4)
    status = read(fd, reply, sizeof reply) < 0;
  close(fd);
  return status;
}

static int ask_bad(void *arg, cancel_token token, void *result) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return TASK_EINVAL;
  int status = connect(fd, arg, 16); // expect: blocking-call "`connect`"
  close(fd);
  return status;
}

static int read_fifo_ok(void *arg, cancel_token token, void *result) {
  char line[64];
  int fd = open(arg, O_RDONLY | O_NONBLOCK);
  ssize_t got = fd < 0 ? -1 : read(fd, line, sizeof line);
  close(fd);
  return got < 0 ? TASK_EINVAL : 0;
}

static int read_file_bad(void *arg, cancel_token token, void *result) {
  char line[64];
  int fd = open(arg, O_RDONLY);                            // expect: blocking-call "`open`"
  ssize_t got = fd < 0 ? -1 : read(fd, line, sizeof line); // expect: blocking-call "`read`"
  close(fd);
  return got < 0 ? TASK_EINVAL : 0;
}

static int serve_ok(void *arg, cancel_token token, void *result) {
  int listener = *(int *)arg;
  fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
  int peer = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  if (peer < 0)
    return TASK_EINVAL;
  ssize_t sent = write(peer, "bye", 3);
  close(peer);
  return sent == 3 ? 0 : TASK_EINVAL;
}

// The listener is set; what it accepts is not.
static int serve_bad(void *arg, cancel_token token, void *result) {
  int listener = *(int *)arg;
  fcntl(listener, F_SETFL, O_NONBLOCK);
  int peer = accept(listener, NULL, NULL);
  ssize_t sent = write(peer, "bye", 3); // expect: blocking-call "`write`"
  close(peer);
  return sent == 3 ? 0 : TASK_EINVAL;
}

// Set on one path only.
static int probe_bad(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  char byte;
  if (result)
    fcntl(fd, F_SETFL, O_NONBLOCK);
  return read(fd, &byte, 1) == 1 ? 0 : TASK_EINVAL; // expect: blocking-call "`read`"
}

static int tick_ok(void *arg, cancel_token token, void *result) {
  uint64_t count = 0;
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  int event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  ssize_t got = read(timer, &count, sizeof count);
  eventfd_write(event, count);
  close(event);
  close(timer);
  return got < 0 ? TASK_EINVAL : 0;
}

static int pipe_ok(void *arg, cancel_token token, void *result) {
  int ends[2];
  char byte;
  if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0)
    return TASK_EINVAL;
  return write(ends[1], "x", 1) + read(ends[0], &byte, 1) == 2 ? 0 : TASK_EINVAL;
}

// Another descriptor in the same variable.
static int reopen_bad(void *arg, cancel_token token, void *result) {
  int fd = eventfd(0, EFD_NONBLOCK);
  close(fd);
  fd = eventfd(0, 0);
  eventfd_t count;
  return eventfd_read(fd, &count); // expect: blocking-call "`eventfd_read`"
}

int main(void) {
  int fd = 0;
  task *all[] = {
      task_run(ask_ok, &fd, 0, CANCEL_NONE),        task_run(ask_bad, &fd, 0, CANCEL_NONE),
      task_run(read_fifo_ok, "in", 0, CANCEL_NONE), task_run(read_file_bad, "in", 0, CANCEL_NONE),
      task_run(serve_ok, &fd, 0, CANCEL_NONE),      task_run(serve_bad, &fd, 0, CANCEL_NONE),
      task_run(probe_bad, &fd, 0, CANCEL_NONE),     task_run(tick_ok, &fd, 0, CANCEL_NONE),
      task_run(pipe_ok, &fd, 0, CANCEL_NONE),       task_run(reopen_bad, &fd, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
