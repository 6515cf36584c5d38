// silent
// What is not seen: losers that are kept and forgotten, and a function that gives them up.
#include <taskrt/combine.h>

static task *kept;

static void forget(task *t) {
  task_detach(t, NULL, NULL);
}

// Nobody ever looks at `kept`.
int fn_kept(task *a, task *b) {
  task *both[] = {a, b};
  int status = task_await(task_when_any(both, 2), NULL);
  kept = a;
  return status ? status : task_await(b, NULL);
}

// The function that gives up knows nothing of the race.
int fn_helper(task *a, task *b) {
  task *both[] = {a, b};
  int status = task_await(task_when_any(both, 2), NULL);
  forget(a);
  return status ? status : task_await(b, NULL);
}
