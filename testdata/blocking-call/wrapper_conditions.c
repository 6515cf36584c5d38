// What decides comes in through parameters of wrappers: judged by what the callers on the task's
// side pass.
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <taskrt/task.h>

// Every task passes 0.
static int ready_within_ok(int fd, int timeout) {
  struct pollfd ready = {.fd = fd, .events = POLLIN};
  return poll(&ready, 1, timeout) > 0 && (ready.revents & POLLIN);
}

static int ready_now(int fd) {
  return ready_within_ok(fd, 0);
}

static int watch(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  while (!ready_now(fd) && !ready_within_ok(fd, 0))
    if (task_delay(10, token) != 0)
      return TASK_ECANCELED;
  return 0;
}

// One task passes 0, the other one waits.
static int readable_bad(int fd, int timeout) {
  struct pollfd ready = {.fd = fd, .events = POLLIN};
  return poll(&ready, 1, timeout); // expect: blocking-call "`poll`"
}

static int glance(void *arg, cancel_token token, void *result) {
  return readable_bad(*(int *)arg, 0);
}

static int stare(void *arg, cancel_token token, void *result) {
  return readable_bad(*(int *)arg, 500); // note: "`stare` calls `readable_bad` here"
}

// Flags, two functions deep.
static ssize_t receive_ok(int fd, void *buf, size_t size, int flags) {
  return recv(fd, buf, size, flags);
}

static ssize_t try_receive(int fd, void *buf, size_t size, int more_flags) {
  return receive_ok(fd, buf, size, MSG_DONTWAIT) + (more_flags ? 0 : 1);
}

static int drain(void *arg, cancel_token token, void *result) {
  char buf[32];
  while (try_receive(*(int *)arg, buf, sizeof buf, 0) > 1)
    task_yield();
  return cancel_check(token);
}

// The parameter never gets a constant.
static pid_t collect_bad(pid_t child, int options) {
  int status = 0;
  return waitpid(child, &status, options); // expect: blocking-call "`waitpid`"
}

static int reap(void *arg, cancel_token token, void *result) {
  int *words = arg;
  return collect_bad(words[0], words[1]) > 0 ? 0 : TASK_EINVAL;
}

// Overwritten on the way: the parameter decides nothing.
static int await_input_bad(int fd, int timeout) {
  struct pollfd ready = {.fd = fd, .events = POLLIN};
  if (timeout == 0)
    timeout = 1000;
  return poll(&ready, 1, timeout); // expect: blocking-call "`poll`"
}

static int prompt(void *arg, cancel_token token, void *result) {
  return await_input_bad(0, 0);
}

int main(void) {
  int words[2] = {0, WNOHANG};
  int status = ready_within_ok(0, -1) + (int)receive_ok(0, words, sizeof words, 0);
  task *all[] = {task_run(watch, words, 0, CANCEL_NONE),  task_run(glance, words, 0, CANCEL_NONE),
                 task_run(stare, words, 0, CANCEL_NONE),  task_run(drain, words, 0, CANCEL_NONE),
                 task_run(prompt, words, 0, CANCEL_NONE), task_run(reap, words, 0, CANCEL_NONE)};
  return status + task_wait(task_when_all(all, sizeof all / sizeof *all));
}
