// Waits in loops; pointers that are walked along.
#include <taskrt/task.h>

struct node {
  struct node *next;
  int weight;
};

int walk_bad(cancel_token token, int rounds) { // expect: token-position "before `rounds`"
  int status = 0;
  for (int i = 0; i < rounds && !status; i++)
    status = task_delay(1, token);
  return status;
}

// Copied: what is done to the copy is not followed.
int fn_weigh(cancel_token token, const struct node *list) {
  int status = 0;
  for (const struct node *at = list; at && !status; at = at->next)
    status = task_delay((unsigned)at->weight, token);
  return status;
}

int reset_ok(cancel_token token, struct node *list) {
  for (struct node *at = list; at; at = at->next)
    at->weight = 0;
  return task_delay(1, token);
}
