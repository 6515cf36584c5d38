// Tokens and statuses in structures and arrays.
#include <taskrt/task.h>

struct request {
  cancel_token token;
  int status;
};

int member_bad(struct request *request) {
  if (cancel_requested(request->token))
    return task_delay(1, request->token); // expect: cancelled-cleanup "`request->token`"
  return task_delay(10, request->token);
}

int by_value_bad(struct request request) {
  int status = task_delay(10, request.token);
  if (status == TASK_ECANCELED)
    (void)task_delay(1, request.token); // expect: cancelled-cleanup "`request.token`"
  return status;
}

int element_bad(cancel_token *tokens) {
  if (cancel_requested(tokens[0]))
    return task_delay(1, tokens[0]); // expect: cancelled-cleanup "`*tokens`"
  return 0;
}

int other_element_ok(cancel_token *tokens) {
  if (cancel_requested(tokens[0]))
    return task_delay(1, tokens[1]);
  return 0;
}

int other_request_ok(struct request *request, struct request *next) {
  if (cancel_requested(request->token))
    return task_delay(1, next->token);
  return 0;
}

int next_request_ok(struct request *request, struct request *next) {
  if (!cancel_requested(request->token))
    return 0;
  request = next;
  return task_delay(1, request->token);
}
