// The ways in which people write down that a descriptor does not block: assignments in conditions,
// flags put together step by step, copies, loops, retries.
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <taskrt/task.h>
#include <unistd.h>

static int dial_ok(void *arg, cancel_token token, void *result) {
  int fd;
  if ((fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) < 0)
    return -errno;
  while (connect(fd, arg, 16) != 0) {
    if (errno != EINPROGRESS || task_delay(5, token) != 0) {
      close(fd);
      return TASK_EINVAL;
    }
  }
  ssize_t sent = send(fd, "hello", 5, MSG_NOSIGNAL);
  close(fd);
  return sent == 5 ? 0 : TASK_EINVAL;
}

static int flags_ok(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0)
    return TASK_EINVAL;
  flags |= O_NONBLOCK;
  if (fcntl(fd, F_SETFL, flags) < 0)
    return TASK_EINVAL;
  char line[80];
  return read(fd, line, sizeof line) < 0 ? TASK_EINVAL : 0;
}

// A copy of the descriptor is the same descriptor.
static int copy_ok(void *arg, cancel_token token, void *result) {
  int opened = open(arg, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  int fd = opened;
  return write(fd, "x", 1) == 1 ? 0 : TASK_EINVAL;
}

static int accept_all_ok(void *arg, cancel_token token, void *result) {
  int listener = *(int *)arg, peer;
  fcntl(listener, F_SETFL, O_NONBLOCK);
  while ((peer = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    char request[64];
    if (recv(peer, request, sizeof request, 0) > 0)
      send(peer, request, 1, 0);
    close(peer);
  }
  return 0;
}

// Both branches give one that does not block.
static int either_ok(void *arg, cancel_token token, void *result) {
  bool local = *(bool *)arg;
  int fd;
  if (local)
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  else
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  return send(fd, "x", 1, 0) == 1 ? 0 : TASK_EINVAL;
}

// One of them does.
static int either_bad(void *arg, cancel_token token, void *result) {
  bool local = *(bool *)arg;
  int fd = local ? socket(AF_UNIX, SOCK_DGRAM, 0) : socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  return send(fd, "x", 1, 0) == 1 ? 0 : TASK_EINVAL; // expect: blocking-call "`send`"
}

// The kind of socket is put together first.
static int kind_ok(void *arg, cancel_token token, void *result) {
  const int kind = SOCK_STREAM | SOCK_NONBLOCK;
  int fd = socket(AF_INET, kind, 0);
  return connect(fd, arg, 16);
}

// The second one is used.
static int second_bad(void *arg, cancel_token token, void *result) {
  int quick = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int slow = socket(AF_INET, SOCK_STREAM, 0);
  close(quick);
  return connect(slow, arg, 16); // expect: blocking-call "`connect`"
}

// Used before it is set.
static int late_bad(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  char byte;
  ssize_t got = read(fd, &byte, 1); // expect: blocking-call "`read`"
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return got == 1 && write(fd, &byte, 1) == 1 ? 0 : TASK_EINVAL;
}

// In a loop the first round comes before the call that sets it.
static int round_bad(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  char byte;
  for (int round = 0; round < 2; round++) {
    if (read(fd, &byte, 1) != 1) // expect: blocking-call "`read`"
      break;
    fcntl(fd, F_SETFL, O_NONBLOCK);
  }
  return cancel_check(token);
}

int main(void) {
  int fd = 0;
  task *all[] = {
      task_run(dial_ok, &fd, 0, CANCEL_NONE),    task_run(flags_ok, &fd, 0, CANCEL_NONE),
      task_run(copy_ok, "fifo", 0, CANCEL_NONE), task_run(accept_all_ok, &fd, 0, CANCEL_NONE),
      task_run(either_ok, &fd, 0, CANCEL_NONE),  task_run(either_bad, &fd, 0, CANCEL_NONE),
      task_run(kind_ok, &fd, 0, CANCEL_NONE),    task_run(second_bad, &fd, 0, CANCEL_NONE),
      task_run(late_bad, &fd, 0, CANCEL_NONE),   task_run(round_bad, &fd, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
