// A function of the project that takes a token is asked for one like those of the runtime.
#include "fetch.h"

static int mirror_bad(void *arg, cancel_token token, void *result) {
  return fetch_document(arg, CANCEL_NONE);
  // expect@-1: dropped-token "`fetch_document`"
}

static int mirror_pair_bad(struct document *pair, cancel_token token) {
  task *first = start_fetch(&pair[0], token);
  task *second = start_fetch(&pair[1], CANCEL_NONE);
  // expect@-1: dropped-token "`start_fetch`"
  int status = task_await(first, NULL);
  int second_status = task_await(second, NULL);
  return status != 0 ? status : second_status;
}

static int mirror_ok(void *arg, cancel_token token, void *result) {
  return fetch_document(arg, token);
}

// Has no parameter for a token and brings its own.
static int mirror_default_ok(struct document *document, cancel_token token) {
  int status = cancel_check(token);
  return status != 0 ? status : fetch_with_default(document);
}

static int mirror(void *arg, cancel_token token, void *result) {
  int status = mirror_pair_bad(arg, token);
  return status != 0 ? status : mirror_default_ok(arg, token);
}

int main(void) {
  struct document documents[2] = {{.url = "a"}, {.url = "b"}};
  int status = task_wait(task_run(mirror, documents, 0, CANCEL_NONE));
  status |= task_wait(task_run(mirror_bad, documents, 0, CANCEL_NONE));
  return status | task_wait(task_run(mirror_ok, documents, 0, CANCEL_NONE));
}
