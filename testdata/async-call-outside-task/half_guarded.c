// A test that does not decide: only one of two ways asks, or it is asked the wrong way round.
#include <taskrt/task.h>

static int ASYNC_LINT("async") load(int id, cancel_token token) {
  return task_delay(id, token);
}

static int joined_bad(int id, int hurry) {
  if (hurry && !task_running())
    return -1;
  return load(id, CANCEL_NONE); // expect: async-call-outside-task
}

static int inverted_bad(int id) {
  if (task_running())
    return -1;
  return load(id, CANCEL_NONE); // expect: async-call-outside-task
}

int main(void) {
  return joined_bad(1, 0) + inverted_bad(2);
}
