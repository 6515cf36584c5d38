// Rounds that wait for their body, and let the memory of the round go.
#include <taskrt.h>

struct frame {
  int number, shown;
};

static int show(void *arg, cancel_token token, void *result) {
  struct frame *frame = arg;
  int status = task_delay(16, token);
  frame->shown = frame->number;
  return status;
}

static int draw_bad(void *arg, cancel_token token, void *result) {
  struct frame *frame = arg;
  frame->shown = 0;
  task_detach(task_run(show, frame, 0, CANCEL_NONE), NULL, NULL); // the screen is slow
  // expect@-1: escaped-scope
  return 0;
}

int play(int frames, cancel_token token) {
  int status = 0;
  for (int i = 0; i < frames && status == 0; i++) {
    struct frame frame = {i, 0};
    task *drawing = task_start(draw_bad, &frame, 0, token); // one at a time
    status = task_await(drawing, NULL); // note: "it waits for `draw_bad` here, not for `show`"
  }
  return status;
}

static int each_bad(void *arg, size_t index, cancel_token token) {
  task_detach(task_run(show, arg, 0, CANCEL_NONE), NULL, NULL); // the screen is slow
  // expect@-1: escaped-scope
  return 0;
}

int play_all(cancel_token token) {
  struct frame frame = {0, 0};
  return task_for_each(10, 2, each_bad, &frame, token); // note: "it waits for `each_bad` here"
}
