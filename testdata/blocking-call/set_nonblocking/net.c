// The helpers that decide what blocks.
#include "net.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

int net_set_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL, 0);
  if (flags < 0)
    return -1;
  return fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int net_open(void) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
  return fd;
}

int net_open_plain(void) {
  return socket(AF_UNIX, SOCK_STREAM, 0);
}

ssize_t net_read(int fd, void *buf, size_t size) {
  return read(fd, buf, size); // expect: blocking-call "`read`"
}
