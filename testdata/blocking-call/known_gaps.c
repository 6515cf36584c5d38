// What we do not see, and what we see where there is nothing.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <taskrt/task.h>
#include <unistd.h>

// We do not look into libraries that are loaded at run time.
static int fn_plugin(void *arg, cancel_token token, void *result) {
  void *library = dlopen("plugin.so", RTLD_NOW);
  int (*work)(void) = (int (*)(void))dlsym(library, "work");
  return work ? work() : cancel_check(token);
}

// We do not look at what is behind the pointer: this time-out is long.
static int fn_select(void *arg, cancel_token token, void *result) {
  struct timeval hour = {.tv_sec = 3600};
  return select(0, NULL, NULL, NULL, &hour);
}

// We take every F_SETFL for one that sets O_NONBLOCK.
static int fn_cleared(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  char byte;
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  return read(fd, &byte, 1) == 1 ? cancel_check(token) : TASK_EINVAL;
}

// We do not know that nothing is left to wait for: a byte has been announced by the peer.
static int fp_announced(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  char byte;
  if (recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 1)
    return TASK_EINVAL;
  return read(fd, &byte, 1) == 1 ? cancel_check(token) : TASK_EINVAL; // expect: blocking-call
}

int main(void) {
  int fd = 0;
  task *all[] = {
      task_run(fn_plugin, NULL, 0, CANCEL_NONE), task_run(fn_select, NULL, 0, CANCEL_NONE),
      task_run(fn_cleared, &fd, 0, CANCEL_NONE), task_run(fp_announced, &fd, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, 4));
}
