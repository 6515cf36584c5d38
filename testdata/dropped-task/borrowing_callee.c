// A function that only looks at the task leaves it with the caller.
#include <stdbool.h>
#include <stdio.h>
#include <taskrt/task.h>

static int render_frame(void *arg, cancel_token token, void *result) {
  return task_delay(16, token);
}

static bool is_late(const task *frame) {
  return !task_is_done(frame);
}

static void show_state(task *frame) {
  puts(is_late(frame) ? "late" : "in time");
}

static void ignore(task *frame) {
  (void)frame;
}

static int finish(task *frame) {
  return task_await(frame, NULL);
}

// Takes the frame only when it is late: on the other path the caller still owns it.
static void finish_if_late(task *frame) {
  if (is_late(frame))
    task_detach(frame, NULL, NULL);
}

// Takes it and says so.
static bool try_finish(task *frame) {
  if (is_late(frame))
    return false;
  return task_await(frame, NULL) == 0;
}

void draw_bad(void *scene) {
  task *frame = task_run(render_frame, scene, 0, CANCEL_NONE); // expect: dropped-task
  show_state(frame);
}

void draw_ignored_bad(void *scene) {
  task *frame = task_run(render_frame, scene, 0, CANCEL_NONE); // expect: dropped-task
  ignore(frame); // note: "`ignore` does not take `frame`"
}

void draw_unnamed_bad(void *scene) {
  ignore(task_run(render_frame, scene, 0, CANCEL_NONE)); // expect: dropped-task
}

void draw_sometimes_bad(void *scene) {
  task *frame = task_run(render_frame, scene, 0, CANCEL_NONE); // expect: dropped-task
  finish_if_late(frame);
}

bool draw_try_bad(void *scene) {
  task *frame = task_run(render_frame, scene, 0, CANCEL_NONE); // expect: dropped-task
  return try_finish(frame);
}

int draw_ok(void *scene) {
  task *frame = task_run(render_frame, scene, 0, CANCEL_NONE);
  show_state(frame);
  return finish(frame);
}

int draw_unnamed_ok(void *scene) {
  return finish(task_run(render_frame, scene, 0, CANCEL_NONE));
}
