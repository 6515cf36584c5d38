// An async function called from `main`, and from a function that `main` calls.
#include <taskrt/task.h>

static int ASYNC_LINT("async") load(int id, cancel_token token) {
  return task_delay(id, token);
}

static int load_all_bad(void) {
  int status = 0;
  for (int id = 0; id < 3 && status == 0; id++)
    status = load(id, CANCEL_NONE); // expect: async-call-outside-task "`load` runs only in a task"
  return status;
}

int main(void) {
  int first = load(7, CANCEL_NONE); // expect: async-call-outside-task
  return first ? first : load_all_bad();
}
