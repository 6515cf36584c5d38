// Sources that are members of what a callback gets.
#include <stdlib.h>
#include <taskrt/source.h>

struct request {
  task_source *source;
  int status;
  int value;
};

void done_bad(struct request *request) {
  if (request->status != 0)
    (void)task_source_set_error(request->source, request->status);
  (void)task_source_set_result(request->source, &request->value); // expect: completion-set-twice
  task_source_destroy(request->source);
  free(request);
}

void copied_bad(struct request *request) {
  task_source *source = request->source;
  (void)task_source_set_result(source, &request->value);
  if (request->status != 0)
    (void)task_source_set_error(request->source, request->status); // expect: completion-set-twice
}

void next_ok(struct request *requests) {
  (void)task_source_set_result(requests[0].source, NULL);
  (void)task_source_set_result(requests[1].source, NULL);
}

void replaced_ok(struct request *request, task_source *other) {
  (void)task_source_set_result(request->source, NULL);
  request->source = other;
  (void)task_source_set_result(request->source, NULL);
}
