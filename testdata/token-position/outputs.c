// Pointers: read only is an input, written to is an output.
#include <stdlib.h>
#include <taskrt/task.h>

struct area {
  int width, height;
  struct area *next;
};

int paint_bad(cancel_token token, const struct area *area) {
  // expect@-1: token-position "before `area`"
  return task_delay((unsigned)(area->width * area->height), token);
}

int measure_ok(cancel_token token, struct area *area) {
  int status = task_delay(1, token);
  area->width = 3;
  return status;
}

int count_bad(cancel_token token, const struct area *first) { // expect: token-position "`first`"
  int status = 0;
  if (first->width && first->next->width)
    status = task_delay(1, token);
  return status;
}

int allocate_ok(cancel_token token, char **out) {
  *out = malloc(8);
  return task_delay(1, token);
}

int increment_ok(cancel_token token, int *counter) {
  (*counter)++;
  return task_delay(1, token);
}

// Kept elsewhere: nobody knows.
static struct area *last;

int keep_ok(cancel_token token, struct area *area) {
  last = area;
  return task_delay((unsigned)area->width, token);
}

// An element of an array.
int total_bad(cancel_token token, const int *parts, // expect: token-position "before `parts`"
              int count) {
  return task_delay((unsigned)(parts[0] + parts[count - 1]), token);
}

int clear_ok(cancel_token token, int parts[4]) {
  for (int i = 0; i < 4; i++)
    parts[i] = 0;
  return task_delay(1, token);
}
