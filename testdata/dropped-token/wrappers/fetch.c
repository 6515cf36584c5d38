// The wrappers pass their token on; the last one has a source of its own.
#include "fetch.h"
#include <taskrt/cancel.h>

static int fetch(void *arg, cancel_token token, void *result) {
  struct document *document = arg;
  document->size = 1;
  return task_delay(30, token);
}

task *start_fetch(struct document *document, cancel_token token) {
  return task_run(fetch, document, 0, token);
}

int fetch_document(struct document *document, cancel_token token) {
  return task_await(start_fetch(document, token), NULL); // expect: await-and-return
}

int fetch_with_default(struct document *document) {
  cancel_source *source = cancel_source_create();
  if (!source)
    return TASK_ENOMEM;
  cancel_source_cancel_after(source, 5000);
  int status = fetch_document(document, cancel_source_token(source));
  cancel_source_destroy(source);
  return status;
}
