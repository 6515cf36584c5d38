// Descriptors that were accepted without blocking: from a call whose contract says so, and as a
// parameter of a function whose contract says what its callers give.
#include <sys/socket.h>
#include <taskrt/task.h>
#include <taskrt/tcp.h>
#include <unistd.h>

struct peer {
  int fd;
};

static int echo_ok(void *arg, cancel_token token, void *result) {
  char line[80];
  int fd = task_tcp_accept(*(int *)arg, token);
  if (fd < 0)
    return fd;
  ssize_t length = recv(fd, line, sizeof line, 0);
  if (length > 0)
    length = send(fd, line, (size_t)length, 0);
  close(fd);
  return length < 0 ? TASK_EINVAL : 0;
}

ASYNC_LINT("given nonblocking fd")
static int answer_ok(int fd, int urgent) {
  char byte;
  int copy = fd;
  return read(copy, &byte, 1) == 1 && write(fd, &byte, 1) == 1 ? 0 : TASK_EINVAL;
}

// The contract says nothing of the other one.
ASYNC_LINT("given nonblocking fd")
static int relay_bad(int fd, int other) {
  char byte;
  if (read(fd, &byte, 1) != 1)
    return TASK_EINVAL;
  return write(other, &byte, 1) == 1 ? 0 : TASK_EINVAL; // expect: blocking-call
}

// Kept in a member, it is the same descriptor.
ASYNC_LINT("given nonblocking fd")
static void keep(struct peer *peer, int fd) {
  peer->fd = fd;
}

static int kept_ok(struct peer *peer) {
  char byte;
  return read(peer->fd, &byte, 1) == 1 ? 0 : TASK_EINVAL;
}

static int serve(void *arg, cancel_token token, void *result) {
  int *fds = arg;
  struct peer peer;
  keep(&peer, fds[0]);
  return answer_ok(fds[0], 1) | relay_bad(fds[0], fds[1]) | kept_ok(&peer);
}

int main(void) {
  int fds[2] = {0, 1};
  int status = task_wait(task_run(echo_ok, fds, 0, CANCEL_NONE));
  return status | task_wait(task_run(serve, fds, 0, CANCEL_NONE));
}
