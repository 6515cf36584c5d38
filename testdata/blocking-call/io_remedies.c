// The remedy for input and output is taskrt's own call of the kind, with the name of its header
// where the program does not include it; and a thread where blocking is allowed where there is
// none.
#include <netdb.h>
#include <sys/socket.h>
#include <taskrt/io.h>
#include <taskrt/tcp.h>
#include <unistd.h>

struct line {
  int listener, disk;
  char text[80];
};

static int answer(void *arg, cancel_token token, void *result) {
  struct line *line = arg;
  struct addrinfo *found;
  int fd = accept(line->listener, NULL, NULL);             // expect: blocking-call
                                                           // note@-1: "call `task_tcp_accept`"
  if (getaddrinfo("backup", "7", NULL, &found) != 0)       // expect: blocking-call
    return TASK_EINVAL;                                    // note@-1: "call `task_resolve`"
  if (connect(fd, found->ai_addr, found->ai_addrlen) != 0) // expect: blocking-call
    return TASK_EINVAL;                                    // note@-1: "call `task_tcp_connect`"
  ssize_t size = read(fd, line->text, sizeof line->text);  // expect: blocking-call
                                                           // note@-1: "call `task_read`"
  size += recv(fd, line->text, 1, 0);                      // expect: blocking-call
                                                           // note@-1: "call `task_read`"
  size += write(fd, line->text, 1);                        // expect: blocking-call
                                                           // note@-1: "call `task_write`"
  size += send(fd, line->text, 1, 0);                      // expect: blocking-call
                                                           // note@-1: "call `task_write`"
  size += pread(line->disk, line->text, 1, 0);             // expect: blocking-call
                                               // note@-1: "call `task_pread` of `<taskrt/file.h>`"
  size += fsync(line->disk); // expect: blocking-call
                             // note@-1: "given to `task_offload`"
  freeaddrinfo(found);
  return size > 0 ? cancel_check(token) : TASK_ECLOSED;
}

// With a token that is cancelled nothing waits any more: there is no fix.
static int farewell(void *arg, cancel_token token, void *result) {
  struct line *line = arg;
  ssize_t size = 0;
  if (cancel_requested(token))
    size = write(line->disk, "bye", 3); // expect: blocking-call
  return size == 3 ? 0 : cancel_check(token);
}

int main(void) {
  struct line line = {0};
  int status =
      task_wait(task_run(answer, &line, 0, CANCEL_NONE)); // note: "`answer` runs as a task"
  return status | task_wait(task_run(farewell, &line, 0, CANCEL_NONE));
}
