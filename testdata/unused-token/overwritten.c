// A parameter that is only given another value is not read.
#include <taskrt/task.h>

int replaced_bad(cancel_source *source, cancel_token token) { // expect: unused-token
  token = cancel_source_token(source);
  task_yield();
  return 0;
}

int copied_ok(int ms, cancel_token token) {
  cancel_token mine = token;
  return task_delay(ms, mine);
}

int addressed_ok(int ms, cancel_token token) {
  cancel_token *mine = &token;
  return task_delay(ms, *mine);
}
