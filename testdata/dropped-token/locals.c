// A local token counts from the moment it has a value.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int crawl(void *arg, cancel_token token, void *result) {
  return task_delay(50, token);
}

static int crawl_bad(void *site) {
  cancel_source *source = cancel_source_create();
  if (!source)
    return TASK_ENOMEM;
  cancel_token token = cancel_source_token(source);
  cancel_source_cancel_after(source, 1000);
  int status = task_await(task_run(crawl, site, 0, CANCEL_NONE), NULL);
  // expect@-1: dropped-token
  if (cancel_requested(token))
    status = TASK_ETIMEDOUT;
  cancel_source_destroy(source);
  return status;
}

// Declared first, set in the middle.
static int crawl_late_bad(void *site, cancel_source *source) {
  cancel_token token;
  int status = task_delay(1, CANCEL_NONE);
  if (status != 0)
    return status;
  token = cancel_source_token(source);
  status = task_delay(1, CANCEL_NONE);
  // expect@-1: dropped-token
  return status != 0 ? status : cancel_check(token);
}

// Before it has a value there is nothing to pass on.
static int crawl_early_ok(void *site) {
  int status = task_delay(1, CANCEL_NONE);
  cancel_source *source = cancel_source_create();
  if (!source)
    return TASK_ENOMEM;
  cancel_token token = cancel_source_token(source);
  if (status == 0)
    status = task_await(task_run(crawl, site, 0, token), NULL);
  cancel_source_destroy(source);
  return status;
}

// In a block that is over.
static int crawl_block_ok(void *site, cancel_source *source) {
  if (source) {
    cancel_token token = cancel_source_token(source);
    int status = cancel_check(token);
    if (status != 0)
      return status;
  }
  return task_delay(1, CANCEL_NONE);
}

// A local that is none itself is no token to pass on.
static int crawl_none_ok(void *site) {
  cancel_token token = CANCEL_NONE;
  return task_await(task_run(crawl, site, 0, token), NULL);
}

static int crawl_none_twice_ok(void *site) {
  cancel_token none = CANCEL_NONE;
  int status = task_delay(1, none);
  return status != 0 ? status : task_delay(2, CANCEL_NONE);
}
