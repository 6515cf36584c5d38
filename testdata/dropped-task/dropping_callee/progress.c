// What each function does with its task shows only here.
#include "progress.h"
#include <stdio.h>

static task *shown[8];
static int shown_count;

void progress_show(task *t) {
  puts(task_is_done(t) ? "done" : "running");
}

void progress_collect(task *t) {
  if (task_is_done(t) && task_await(t, NULL) != 0)
    puts("failed");
}

int progress_finish(task *t) {
  int status = task_await(t, NULL);
  printf("ended with %d\n", status);
  return status;
}

void progress_add(task *t) {
  shown[shown_count++ % 8] = t;
}

void progress_trace(task *t, const char *name) {
  printf("%s: ", name);
  progress_show(t);
}
