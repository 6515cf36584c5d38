// Values that are members, of a structure here and of one that somebody else has.
#include <taskrt/value.h>

struct request {
  task_value answer;
  int tries;
};

int member_bad(struct request *request, int *out) {
  int status = task_value_await(&request->answer, out);
  if (status != 0)
    status =
        task_value_await(&request->answer, out); // expect: reused-value-task "`request->answer`"
  return status;
}

int local_bad(int key, int *out) {
  struct request request = {task_value_of(&key, sizeof key), 0};
  int status = task_value_await(&request.answer, out);
  if (status != 0)
    status = task_value_await(&request.answer, out); // expect: reused-value-task
  return status;
}

int copied_out_bad(struct request *request, int *out) {
  task_value answer = request->answer;
  int status = task_value_await(&request->answer, out);
  return status ? task_value_await(&answer, out) : 0; // expect: reused-value-task
}

int refilled_ok(struct request *request, int key, int *out) {
  int status = task_value_await(&request->answer, out);
  if (status != 0) {
    request->answer = task_value_of(&key, sizeof key);
    status = task_value_await(&request->answer, out);
  }
  return status;
}
