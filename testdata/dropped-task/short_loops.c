// Loops over an array with constant bounds: the one that awaits must come as far as the one that
// starts.
#include <taskrt/task.h>

enum { LANES = 4 };

static int drive(void *arg, cancel_token token, void *result) {
  return task_delay(12, token);
}

int race_bad(void *cars[LANES]) {
  int status = 0;
  task *runs[LANES];
  for (int i = 0; i < LANES; i++)
    runs[i] = task_run(drive, cars[i], 0, CANCEL_NONE); // expect: dropped-task "on every path"
  for (int i = 0; i < LANES - 1; i++)
    status |= task_await(runs[i], NULL);
  return status;
}

int race_ok(void *cars[LANES]) {
  int status = 0;
  task *runs[LANES];
  for (int i = 0; i < LANES; i++)
    runs[i] = task_run(drive, cars[i], 0, CANCEL_NONE);
  for (int i = 0; i < LANES; i++)
    status |= task_await(runs[i], NULL);
  return status;
}

// The last one is awaited by itself.
int race_last_ok(void *cars[LANES]) {
  int status = 0;
  task *runs[LANES];
  for (int i = 0; i < LANES; i++)
    runs[i] = task_run(drive, cars[i], 0, CANCEL_NONE);
  for (int i = 0; i < LANES - 1; i++)
    status |= task_await(runs[i], NULL);
  return status | task_await(runs[LANES - 1], NULL);
}

// Starts fewer than there is room for.
int race_two_ok(void *cars[LANES]) {
  int status = 0;
  task *runs[LANES];
  for (int i = 0; i < 2; i++)
    runs[i] = task_run(drive, cars[i], 0, CANCEL_NONE);
  for (int i = 0; i < 2; i++)
    status |= task_await(runs[i], NULL);
  return status;
}

// Gives up before the loop that awaits.
int race_early_bad(void *cars[LANES], int rain) {
  int status = 0;
  task *runs[LANES];
  for (int i = 0; i < LANES; i++)
    runs[i] = task_run(drive, cars[i], 0, CANCEL_NONE); // expect: dropped-task "on every path"
  if (rain)
    return TASK_ECANCELED;
  for (int i = 0; i < LANES; i++)
    status |= task_await(runs[i], NULL);
  return status;
}
