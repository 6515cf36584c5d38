// An element of an array is a handle like any other.
#include <stddef.h>
#include <stdlib.h>
#include <taskrt/task.h>

enum { MAX_PARTS = 8 };

static int fetch_part(void *arg, cancel_token token, void *result) {
  return task_delay(15, token);
}

int fetch_three_bad(void *parts[3]) {
  task *fetches[3];
  fetches[0] = task_run(fetch_part, parts[0], 0, CANCEL_NONE);
  fetches[1] = task_run(fetch_part, parts[1], 0, CANCEL_NONE);
  fetches[2] = task_run(fetch_part, parts[2], 0, CANCEL_NONE); // expect: dropped-task
  int status = task_await(fetches[0], NULL);
  int second = task_await(fetches[1], NULL);
  return status != 0 ? status : second;
}

// The same element twice.
int fetch_over_bad(void *parts[2]) {
  task *fetches[2];
  fetches[0] = task_run(fetch_part, parts[0], 0, CANCEL_NONE); // expect: dropped-task
  fetches[0] = task_run(fetch_part, parts[1], 0, CANCEL_NONE);
  return task_await(fetches[0], NULL);
}

int fetch_initialised_bad(void *first, void *second) {
  task *fetches[] = {
      task_run(fetch_part, first, 0, CANCEL_NONE),
      task_run(fetch_part, second, 0, CANCEL_NONE), // expect: dropped-task
  };
  return task_await(fetches[0], NULL);
}

// Filled in a loop, and nobody reads the array again.
void fetch_all_bad(void **parts, int count) {
  task *fetches[MAX_PARTS] = {0};
  for (int i = 0; i < count && i < MAX_PARTS; i++)
    fetches[i] = task_run(fetch_part, parts[i], 0, CANCEL_NONE); // expect: dropped-task
}

int fetch_three_ok(void *parts[3]) {
  task *fetches[3];
  fetches[0] = task_run(fetch_part, parts[0], 0, CANCEL_NONE);
  fetches[1] = task_run(fetch_part, parts[1], 0, CANCEL_NONE);
  fetches[2] = task_run(fetch_part, parts[2], 0, CANCEL_NONE);
  return task_await(task_when_all(fetches, 3), NULL);
}

int fetch_all_ok(void **parts, int count) {
  int status = 0;
  task *fetches[MAX_PARTS];
  for (int i = 0; i < count && i < MAX_PARTS; i++)
    fetches[i] = task_run(fetch_part, parts[i], 0, CANCEL_NONE);
  for (int i = 0; i < count && i < MAX_PARTS; i++) {
    int rc = task_await(fetches[i], NULL);
    if (rc != 0)
      status = rc;
  }
  return status;
}

int fetch_on_heap_ok(void **parts, size_t count) {
  task **fetches = calloc(count, sizeof(task *));
  if (!fetches)
    return TASK_ENOMEM;
  for (size_t i = 0; i < count; i++)
    fetches[i] = task_run(fetch_part, parts[i], 0, CANCEL_NONE);
  int status = task_await(task_when_all(fetches, count), NULL);
  free(fetches);
  return status;
}

int fetch_by_pointer_ok(void **parts, int count) {
  task *fetches[MAX_PARTS];
  task **end = fetches;
  for (int i = 0; i < count && i < MAX_PARTS; i++)
    *end++ = task_run(fetch_part, parts[i], 0, CANCEL_NONE);
  int status = 0;
  while (end != fetches)
    status |= task_await(*--end, NULL);
  return status;
}

// The await loop stops one short. Elements of an array with a variable index are one thing to the
// rule, so that what is awaited in a loop counts as awaited.
int fn_one_short(void **parts, int count) {
  int status = 0;
  task *fetches[MAX_PARTS];
  for (int i = 0; i < count && i < MAX_PARTS; i++)
    fetches[i] = task_run(fetch_part, parts[i], 0, CANCEL_NONE);
  for (int i = 0; i < count - 1 && i < MAX_PARTS; i++)
    status |= task_await(fetches[i], NULL);
  return status;
}
