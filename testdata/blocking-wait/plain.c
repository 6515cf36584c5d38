// Inside a task, a task is awaited; waiting for it stops the worker with everything it runs.
#include <taskrt/task.h>

static int render(void *arg, cancel_token token, void *result) {
  *(int *)result = 42;
  return task_delay(5, token);
}

static int draw_bad(void *arg, cancel_token token, void *result) {
  task *page = task_run(render, arg, sizeof(int), token);
  return task_wait(page); // expect: blocking-wait "`task_wait`"
}

static int print_bad(void *arg, cancel_token token, void *result) {
  int pages = 0;
  task *page = task_run(render, arg, sizeof pages, token);
  int status = task_result(page, &pages); // expect: blocking-wait "`task_result`"
  return status ? status : pages == 42;
}

static int draw_ok(void *arg, cancel_token token, void *result) {
  int pages = 0;
  return task_await(task_run(render, arg, sizeof pages, token), &pages); // for its stack
}

// In one expression.
static int redraw_bad(void *arg, cancel_token token, void *result) {
  return task_wait(task_start(render, arg, sizeof(int), token)); // expect: blocking-wait
}

// A delay is a task too.
static int rest_bad(void *arg, cancel_token token, void *result) {
  return task_wait(task_delay_async(100, token)); // expect: blocking-wait "`task_wait`"
}

// And so is a group of tasks.
static int draw_both_bad(void *arg, cancel_token token, void *result) {
  task *both[] = {task_run(render, arg, sizeof(int), token),
                  task_run(render, arg, sizeof(int), token)};
  return task_wait(task_when_all(both, 2)); // expect: blocking-wait "`task_wait`"
}

// The task that another one started and handed over.
static int finish_bad(void *arg, cancel_token token, void *result) {
  task **started = arg;
  return task_wait(*started); // expect: blocking-wait "`task_wait`"
}

int main(void) {
  task *page = task_run(render, NULL, sizeof(int), CANCEL_NONE);
  task *all[] = {
      task_run(draw_bad, NULL, 0, CANCEL_NONE),   task_run(print_bad, NULL, 0, CANCEL_NONE),
      task_run(draw_ok, NULL, 0, CANCEL_NONE),    task_run(redraw_bad, NULL, 0, CANCEL_NONE),
      task_run(rest_bad, NULL, 0, CANCEL_NONE),   task_run(draw_both_bad, NULL, 0, CANCEL_NONE),
      task_run(finish_bad, &page, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
