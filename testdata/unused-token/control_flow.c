// Read on one path is read; early returns and clean-up change nothing.
#include <stdlib.h>
#include <taskrt/task.h>

int sometimes_ok(int ms, cancel_token token) {
  if (ms > 100)
    return task_delay(ms, token);
  task_yield();
  return 0;
}

int cleanup_bad(const char *name, cancel_token token) { // expect: unused-token
  int status = TASK_ENOMEM;
  char *copy = malloc(16);
  if (!copy)
    goto out;
  copy[0] = name[0];
  for (int i = 0; i < 4; i++)
    task_yield();
  status = 0;
out:
  free(copy);
  return status;
}

int condition_ok(int rounds, cancel_token token) {
  do
    task_yield();
  while (token.source && rounds-- > 0);
  return 0;
}
