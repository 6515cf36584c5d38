// Static functions of two files share a name and nothing else.
#include <taskrt/task.h>

int view(void *page);

static int render(void *arg, cancel_token token, void *result) {
  return task_delay(4, token);
}

static int finish(task *running) {
  return task_await(running, NULL);
}

static int finish_bad(task *running) {
  return task_wait(running); // expect: blocking-wait "`task_wait`"
}

static int edit(void *arg, cancel_token token, void *result) {
  int status = finish(task_run(render, arg, 0, token));
  return status | finish_bad(task_run(render, arg, 0, token));
}

int main(void) {
  int page = 1;
  return view(&page) | task_wait(task_run(edit, &page, 0, CANCEL_NONE));
}
