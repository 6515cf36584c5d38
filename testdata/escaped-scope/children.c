// Children of a group that give tasks up: with their memory, or only with the group's token.
#include <taskrt.h>

struct shop {
  int sales, visits;
};

static struct shop all;

static int tell(void *arg, cancel_token token, void *result) {
  struct shop *shop = arg;
  int status = task_delay(10, token);
  shop->visits++;
  return status;
}

static int sell_bad(void *arg, cancel_token token, void *result) {
  task_detach(task_run(tell, arg, 0, token), NULL, NULL);
  // expect@-1: escaped-scope "`tell` works on what `sell_bad` was given"
  return 0;
}

static int visit_bad(void *arg, cancel_token token, void *result) {
  task_detach(task_run(tell, &all, 0, token), NULL, NULL);
  // expect@-1: escaped-scope "`tell` goes on with the token of a group"
  // note@-2: "the group does not wait for what is given up here"
  // note@-3: "start it in the group, or give it a token that lives on"
  return 0;
}

static int own_token_ok(void *arg, cancel_token token, void *result) {
  task_detach(task_run(tell, &all, 0, CANCEL_NONE), NULL, NULL); // outlives the group
  return cancel_check(token);
}

int open_shop(cancel_token token) {
  struct shop shop = {0, 0};
  task_group *group = task_group_create(token);
  task_group_run(group, sell_bad, &shop); // note: "`open_shop` gives memory to `sell_bad` here"
  task_group_run(group, visit_bad, NULL); // note: "`visit_bad` is started in the group here"
  task_group_run(group, own_token_ok, NULL);
  return task_group_join(group); // note: "it waits for `sell_bad` here, not for `tell`"
}
