// A call that stops the thread, made straight in the body of a task.
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <taskrt/task.h>
#include <unistd.h>

static int heartbeat_bad(void *arg, cancel_token token, void *result) {
  sleep(1); // expect: blocking-call "`sleep`"
  return 0;
}

static int heartbeat_ok(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

static int copy_bad(void *arg, cancel_token token, void *result) {
  int *fds = arg;
  char buf[512];
  ssize_t got = read(fds[0], buf, sizeof buf); // expect: blocking-call "`read`"
  if (got > 0)
    got = write(fds[1], buf, (size_t)got); // expect: blocking-call "`write`"
  return got < 0 ? TASK_EINVAL : 0;
}

static int resolve_bad(void *arg, cancel_token token, void *result) {
  struct addrinfo *found = NULL;
  int error = getaddrinfo(arg, "http", NULL, &found); // expect: blocking-call "`getaddrinfo`"
  if (error == 0)
    freeaddrinfo(found);
  return error;
}

static int build_bad(void *arg, cancel_token token, void *result) {
  if (system("make all") != 0) // expect: blocking-call "`system`"
    return TASK_EINVAL;
  return task_delay(5, token);
}

static int reap_bad(void *arg, cancel_token token, void *result) {
  pid_t *child = arg;
  int status = 0;
  (void)waitpid(*child, &status, 0); // expect: blocking-call "`waitpid`"
  return WEXITSTATUS(status);
}

// Two on one line.
static int nap_twice_bad(void *arg, cancel_token token, void *result) {
  return (int)(sleep(1) + sleep(2)); // expect: blocking-call, blocking-call
}

// Computing, and calls that return at once.
static int measure_ok(void *arg, cancel_token token, void *result) {
  int pair[2];
  if (pipe(pair) != 0)
    return TASK_EINVAL;
  *(long *)result = lseek(pair[0], 0, SEEK_CUR);
  close(pair[0]);
  close(pair[1]);
  return 0;
}

int main(void) {
  int fds[2] = {0, 1};
  pid_t child = fork();
  long at = 0;
  task *all[] = {
      task_run(heartbeat_bad, NULL, 0, CANCEL_NONE), task_run(heartbeat_ok, NULL, 0, CANCEL_NONE),
      task_run(copy_bad, fds, 0, CANCEL_NONE),       task_run(resolve_bad, "host", 0, CANCEL_NONE),
      task_run(build_bad, NULL, 0, CANCEL_NONE),     task_start(reap_bad, &child, 0, CANCEL_NONE),
      task_run(nap_twice_bad, NULL, 0, CANCEL_NONE),
  };
  int status = task_result(task_run(measure_ok, NULL, sizeof at, CANCEL_NONE), &at);
  return status | task_wait(task_when_all(all, sizeof all / sizeof *all));
}
