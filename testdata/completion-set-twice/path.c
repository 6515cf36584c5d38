// Where the outcome is set first, the branches to there and from there, and what to do.
#include <taskrt/source.h>

struct reply {
  int status;
  int value;
};

void replied_bad(task_source *source, const struct reply *reply) {
  if (reply->status != 0) // note: "this is true"
    (void)task_source_set_error(source, reply->status);
  // note@-1: "`task_source_set_error` sets it here"
  if (reply->value < 0) // note: "this is false"
    return;
  (void)task_source_set_result(source, &reply->value);
  // expect@-1: completion-set-twice "sets the outcome of `source`, which has one already"
  // note@-2: "set it once on each path, or use `task_source_try_result` where several may be first"
}
