// Each kind of contract that its body has left behind.
#include <taskrt/task.h>
#include <unistd.h>

ASYNC_LINT("takes work") int finish_bad(task *work, int now);

int finish_bad(task *work, int now) { // expect: annotation-drift "is declared to take `work`"
  if (now)
    return task_await(work, NULL);
  return 0;
}

ASYNC_LINT("borrows work") int peek_bad(task *work);

int peek_bad(task *work) { // expect: annotation-drift "is declared to borrow `work`"
  return task_wait(work);
}

ASYNC_LINT("plain") void settle_bad(void);

void settle_bad(void) { // expect: annotation-drift "`plain`, and blocks the thread"
  sleep(1);
}

ASYNC_LINT("plain") int pause_bad(cancel_token token);

int pause_bad(cancel_token token) { // expect: annotation-drift "`plain`, and may suspend"
  return task_delay(1, token);
}

ASYNC_LINT("plain") task *begin_bad(task_fn body);

task *begin_bad(task_fn body) { // expect: annotation-drift "`plain`, and gives a task"
  return task_run(body, NULL, 0, CANCEL_NONE);
}

ASYNC_LINT("blocks") int load_bad(cancel_token token);

int load_bad(cancel_token token) { // expect: annotation-drift "`blocks`, and may suspend"
  return task_delay(1, token);
}

static int half(int number) {
  return number / 2;
}

ASYNC_LINT("blocks") int quarter_bad(int number);

int quarter_bad(int number) { // expect: annotation-drift "`blocks`, and nothing in it does"
  return half(half(number));
}
