// Callbacks have the signature that somebody else fixed; what is in scope is still in scope.
#include <stdbool.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

typedef int visit_fn(void *item, cancel_token token);

struct visitor {
  visit_fn *visit;
  cancel_token token;
};

static int visit_bad(void *item, cancel_token token) {
  return task_delay(1, CANCEL_NONE);
  // expect@-1: dropped-token
}

static int visit_ok(void *item, cancel_token token) {
  return task_delay(1, token);
}

// No token in this signature: it may come with the argument or not at all.
static int visit_plain_ok(void *item) {
  return task_delay(1, CANCEL_NONE);
}

// Calls through a parameter are not asked for the token that their type has.
static int fn_visit_all(visit_fn *visit, void **items, int count, cancel_token token) {
  (void)token;
  for (int i = 0; i < count; i++) {
    int status = visit(items[i], CANCEL_NONE);
    if (status != 0)
      return status;
  }
  return 0;
}

static int visit_all_ok(visit_fn *visit, void **items, int count, cancel_token token) {
  for (int i = 0; i < count; i++) {
    int status = visit(items[i], token);
    if (status != 0)
      return status;
  }
  return 0;
}

int walk(void **items, int count, bool quick, cancel_token token) {
  int status = visit_all_ok(visit_ok, items, count, token);
  if (status == 0 && quick)
    status = visit_plain_ok(items[0]); // the first one is quick
  return status != 0 ? status : fn_visit_all(visit_bad, items, count, token);
}
