// Calls through pointers whose targets the program shows: fields set at run time, variables,
// arrays, a choice of two.
#include <stdlib.h>
#include <taskrt/task.h>
#include <unistd.h>

struct codec {
  int (*open)(struct codec *codec);
  int (*decode)(struct codec *codec, void *frame);
  int fd;
};

static int file_open_ok(struct codec *codec) {
  codec->fd = 0;
  return 0;
}

static int file_decode_bad(struct codec *codec, void *frame) {
  return (int)read(codec->fd, frame, 64); // expect: blocking-call "`read`"
}

static void codec_init(struct codec *codec) {
  codec->open = file_open_ok;
  codec->decode = &file_decode_bad;
}

static int play(void *arg, cancel_token token, void *result) {
  struct codec *codec = arg;
  char frame[64];
  int status = codec->open(codec);
  if (status == 0)
    status = (*codec->decode)(codec, frame);
  return status;
}

// A local variable, and a choice.
static void pause_short_bad(void) {
  usleep(10); // expect: blocking-call "`usleep`"
}

static void pause_long_bad(void) {
  sleep(10); // expect: blocking-call "`sleep`"
}

static int back_off(void *arg, cancel_token token, void *result) {
  void (*rest)(void) = arg ? pause_long_bad : pause_short_bad;
  rest();
  return cancel_check(token);
}

// An array of steps.
static int step_prepare_ok(void) {
  return 0;
}

static int step_commit_bad(void) {
  sync(); // expect: blocking-call "`sync`"
  return 0;
}

static int (*const steps[])(void) = {step_prepare_ok, step_commit_bad};

static int install(void *arg, cancel_token token, void *result) {
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    int status = steps[i]();
    if (status != 0)
      return status;
  }
  return cancel_check(token);
}

// A table that no task uses.
struct tool {
  void (*run)(void);
};

static void tool_wait_ok(void) {
  pause();
}

static const struct tool tool = {tool_wait_ok};

int main(void) {
  struct codec codec;
  codec_init(&codec);
  tool.run();
  task *all[] = {task_run(play, &codec, 0, CANCEL_NONE), task_run(back_off, NULL, 0, CANCEL_NONE),
                 task_run(install, NULL, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, 3));
}
