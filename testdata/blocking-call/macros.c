// Calls that come out of macros are reported where the macro is used.
#include <stdio.h>
#include <taskrt/task.h>
#include <unistd.h>

#define PAUSE_MS(ms) usleep((ms) * 1000)
#define RETRY(call)                                                                                \
  do {                                                                                             \
    while ((call) < 0)                                                                             \
      usleep(50);                                                                                  \
  } while (0)
#define LOG_LINE(...) fprintf(stderr, __VA_ARGS__)
#define IGNORE(call) ((void)(call))

static int blink_bad(void *arg, cancel_token token, void *result) {
  PAUSE_MS(20); // expect: blocking-call "`usleep`"
  LOG_LINE("blink %d\n", *(int *)arg);
  return cancel_check(token);
}

static int send_bad(void *arg, cancel_token token, void *result) {
  RETRY(write(*(int *)arg, "x", 1)); // expect: blocking-call "`write`", blocking-call "`usleep`"
  return cancel_check(token);
}

static int poke_bad(void *arg, cancel_token token, void *result) {
  IGNORE(fsync(*(int *)arg)); // expect: blocking-call "`fsync`"
  return cancel_check(token);
}

// Whole functions out of a macro.
#define DEFINE_FLUSH(name, how)                                                                    \
  static int name(int fd) {                                                                        \
    return how(fd);                                                                                \
  }

DEFINE_FLUSH(flush_data_bad, fdatasync) // expect: blocking-call "`fdatasync`"
DEFINE_FLUSH(rewind_ok, isatty)

static int save(void *arg, cancel_token token, void *result) {
  return flush_data_bad(*(int *)arg) + rewind_ok(0);
}

// The name is only spelled, not called.
#define NAME_OF(function) #function

static int describe_ok(void *arg, cancel_token token, void *result) {
  LOG_LINE("%s and %zu\n", NAME_OF(sleep), sizeof(sleep(1)));
  return cancel_check(token);
}

// A macro that hides a function of the same name.
#define sync() ((void)0)

static int quiet_ok(void *arg, cancel_token token, void *result) {
  sync();
  return cancel_check(token);
}

int main(void) {
  int fd = 1;
  task *all[] = {
      task_run(blink_bad, &fd, 0, CANCEL_NONE),   task_run(send_bad, &fd, 0, CANCEL_NONE),
      task_run(poke_bad, &fd, 0, CANCEL_NONE),    task_run(save, &fd, 0, CANCEL_NONE),
      task_run(describe_ok, &fd, 0, CANCEL_NONE), task_run(quiet_ok, &fd, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
