// Who brings a token of another origin has thought about cancellation.
#include "crawler.h"

static cancel_source *stop;

static int visit(void *arg, cancel_token token, void *result) {
  return task_delay(15, token);
}

int crawl_for_a_second(void *site) {
  cancel_source *source = cancel_source_create();
  if (!source)
    return TASK_ENOMEM;
  cancel_source_cancel_after(source, 1000);
  int status = task_await(task_run(visit, site, 0, cancel_source_token(source)), NULL);
  cancel_source_destroy(source);
  return status;
}

int crawl_until_stopped(void *site) {
  return task_await(task_run(visit, site, 0, cancel_source_token(stop)), NULL);
}

void crawl_stop(void) {
  cancel_request(stop);
}

int crawl_twice(void *site) { // expect: missing-token "`crawl_twice`"
  int status = crawl_for_a_second(site);
  return status != 0 ? status : task_await(task_run(visit, site, 0, CANCEL_NONE), NULL);
}
