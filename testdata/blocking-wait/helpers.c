// A helper that waits is fine for main and wrong for a task; several tasks give one finding.
#include <stdio.h>
#include <taskrt/task.h>

static int download(void *arg, cancel_token token, void *result) {
  return task_delay(20, token);
}

static int finish_bad(task *running) {
  int status = task_wait(running); // expect: blocking-wait "`task_wait`"
  if (status != 0)
    fprintf(stderr, "failed: %d\n", status);
  return status;
}

static int fetch_page(void *arg, cancel_token token, void *result) {
  return finish_bad(task_run(download, arg, 0, token));
}

static int fetch_image(void *arg, cancel_token token, void *result) {
  task *image = task_start(download, arg, 0, token);
  return finish_bad(image);
}

// The wrapper that starts and waits is what main uses.
static int run_and_wait_ok(task_fn body, void *arg) {
  return task_wait(task_run(body, arg, 0, CANCEL_NONE));
}

// Awaits: nothing to say, whoever calls.
static int finish_ok(task *running) {
  int status = task_await(running, NULL);
  if (status != 0)
    fprintf(stderr, "failed: %d\n", status);
  return status;
}

static int fetch_style(void *arg, cancel_token token, void *result) {
  return finish_ok(task_run(download, arg, 0, token));
}

int main(void) {
  int status = run_and_wait_ok(fetch_page, "index.html");
  status |= run_and_wait_ok(fetch_image, "logo.png");
  status |= run_and_wait_ok(fetch_style, "site.css");
  return status | finish_bad(task_run(download, "late", 0, CANCEL_NONE));
}
