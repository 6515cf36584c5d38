// The arguments say whether a call blocks: time-outs, flags, commands, a missing host.
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <taskrt/task.h>
#include <unistd.h>

static int poll_forever_bad(void *arg, cancel_token token, void *result) {
  return poll(arg, 1, -1); // expect: blocking-call "`poll`"
}

static int poll_ok(void *arg, cancel_token token, void *result) {
  const int now = 0;
  struct epoll_event event;
  return poll(arg, 1, 0) + poll(arg, 2, now) + epoll_wait(3, &event, 1, now);
}

static int reap_ok(void *arg, cancel_token token, void *result) {
  pid_t child = *(pid_t *)arg;
  int status = 0;
  while (waitpid(child, &status, WNOHANG | WUNTRACED) == 0)
    if (task_delay(20, token) != 0)
      return TASK_ECANCELED;
  return status;
}

static int reap_stopped_bad(void *arg, cancel_token token, void *result) {
  int status = 0;
  waitpid(*(pid_t *)arg, &status, WUNTRACED); // expect: blocking-call "`waitpid`"
  return status;
}

static int peek_ok(void *arg, cancel_token token, void *result) {
  char head[4];
  return recv(*(int *)arg, head, sizeof head, MSG_PEEK | MSG_DONTWAIT) < 0 ? TASK_EINVAL : 0;
}

static int peek_bad(void *arg, cancel_token token, void *result) {
  char head[4];
  ssize_t got = recv(*(int *)arg, head, sizeof head, MSG_PEEK); // expect: blocking-call "`recv`"
  return got < 0 ? TASK_EINVAL : 0;
}

// The flags are put together above the call.
static int send_ok(void *arg, cancel_token token, void *result) {
  int flags = MSG_DONTWAIT;
  return send(*(int *)arg, "hi", 2, flags) < 0 ? TASK_EINVAL : 0;
}

static int lock_ok(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  if (flock(fd, LOCK_EX | LOCK_NB) != 0)
    return TASK_EINVAL;
  lockf(fd, F_TLOCK, 10);
  return flock(fd, LOCK_UN);
}

static int lock_bad(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  struct flock range = {.l_type = F_WRLCK};
  flock(fd, LOCK_EX);           // expect: blocking-call "`flock`"
  lockf(fd, F_LOCK, 10);        // expect: blocking-call "`lockf`"
  fcntl(fd, F_SETLKW, &range);  // expect: blocking-call "`fcntl`"
  return fcntl(fd, F_SETFD, 1); // says nothing about blocking
}

// An address to listen on needs no name server.
static int local_address_ok(void *arg, cancel_token token, void *result) {
  struct addrinfo *found, hints = {.ai_flags = AI_PASSIVE};
  if (getaddrinfo(NULL, "8080", &hints, &found) != 0)
    return TASK_EINVAL;
  freeaddrinfo(found);
  return system(NULL);
}

static int store_bad(void *arg, cancel_token token, void *result) {
  msync(arg, 4096, MS_ASYNC);
  return msync(arg, 4096, MS_SYNC); // expect: blocking-call "`msync`"
}

// An unknown time-out counts as one that waits.
static int poll_some_bad(void *arg, cancel_token token, void *result) {
  int timeout = atoi(arg);
  struct pollfd ready = {.events = POLLIN};
  return poll(&ready, 1, timeout); // expect: blocking-call "`poll`"
}

// An unknown command of fcntl does not.
static int control_ok(void *arg, cancel_token token, void *result) {
  int command = *(int *)arg;
  return fcntl(0, command, 0);
}

int main(void) {
  pid_t child = 1;
  task *all[13] = {NULL};
  all[0] = task_run(peek_ok, &child, 0, CANCEL_NONE);
  all[1] = task_run(peek_bad, &child, 0, CANCEL_NONE);
  all[2] = task_run(send_ok, &child, 0, CANCEL_NONE);
  all[3] = task_run(lock_ok, &child, 0, CANCEL_NONE);
  all[4] = task_run(lock_bad, &child, 0, CANCEL_NONE);
  all[5] = task_run(local_address_ok, &child, 0, CANCEL_NONE);
  all[6] = task_run(store_bad, &child, 0, CANCEL_NONE);
  all[7] = task_run(poll_some_bad, &child, 0, CANCEL_NONE);
  all[8] = task_run(control_ok, &child, 0, CANCEL_NONE);
  all[9] = task_run(poll_forever_bad, &child, 0, CANCEL_NONE);
  all[10] = task_run(poll_ok, &child, 0, CANCEL_NONE);
  all[11] = task_run(reap_ok, &child, 0, CANCEL_NONE);
  all[12] = task_run(reap_stopped_bad, &child, 0, CANCEL_NONE);
  return task_wait(task_when_all(all, 13));
}
