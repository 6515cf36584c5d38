// A flag in a structure, in a global, and behind a pointer.
#include <stdbool.h>
#include <taskrt/task.h>

struct job {
  bool done;
  int size;
};

static volatile bool stopped;

int field_bad(struct job *job, cancel_token token) {
  int status = 0;
  while (!job->done) // expect: polling-wait "polls for a change that somebody else makes"
    status |= task_delay(10, token);
  return status;
}

int global_bad(cancel_token token) {
  int status = 0;
  while (!stopped) // expect: polling-wait
    status |= task_delay(10, token);
  return status;
}

int pointer_bad(const int *size, cancel_token token) {
  int status = 0;
  while (*size == 0) // expect: polling-wait
    status |= task_delay(10, token);
  return status;
}
