// The short form without a token is an exported function like any other.
#include "query.h"

static int run(void *arg, cancel_token token, void *result) {
  return task_delay(7, token);
}

task *query_start(void *query, cancel_token token) {
  return task_run(run, query, 0, token);
}

int query_run(void *query, cancel_token token) {
  return task_await(query_start(query, token), NULL);
}

int query_run_all(void *query) { // expect: missing-token "`query_run_all`"
  return query_run(query, CANCEL_NONE);
}

// Neither suspends nor gives a task: nobody waits for it, so nobody would cancel it.
void query_fire(void *query) {
  task_detach(query_start(query, CANCEL_NONE), NULL, NULL);
}

int query_parse(void *query) {
  return query != NULL;
}
