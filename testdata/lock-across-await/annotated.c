// Contracts in headers: locks of threads, locks of tasks, functions that are called with a lock.
#include <taskrt/task.h>

typedef struct monitor monitor;
typedef struct gate gate;

void monitor_enter(monitor *m) ASYNC_LINT("acquires m os");
void monitor_leave(monitor *m) ASYNC_LINT("releases m");
int monitor_wait(monitor *m, cancel_token token) ASYNC_LINT("suspends; needs lock m; token token");
int gate_enter(gate *g, cancel_token token)
    ASYNC_LINT("async; acquires g async on success; token token; status");
void gate_leave(gate *g) ASYNC_LINT("releases g async");
int fetch(int key, cancel_token token) ASYNC_LINT("async; token token");

int monitor_bad(monitor *m, cancel_token token) {
  monitor_enter(m);
  int value = fetch(1, token); // expect: lock-across-await "`m` is held while `fetch`"
  monitor_leave(m);
  return value;
}

// It lets go of the lock while it waits.
int wait_ok(monitor *m, cancel_token token) {
  monitor_enter(m);
  int status = monitor_wait(m, token);
  monitor_leave(m);
  return status;
}

int wait_bad(monitor *m, monitor *other, cancel_token token) {
  monitor_enter(other);
  monitor_enter(m);
  int status = monitor_wait(m, token); // expect: lock-across-await "`other`"
  monitor_leave(m);
  monitor_leave(other);
  return status;
}

int gate_ok(gate *g, cancel_token token) ASYNC_LINT("async");
int gate_ok(gate *g, cancel_token token) {
  int status = gate_enter(g, token);
  if (status)
    return status;
  status = fetch(1, token);
  gate_leave(g);
  return status;
}

int gate_under_monitor_bad(gate *g, monitor *m, cancel_token token) {
  monitor_enter(m);
  int status = gate_enter(g, token); // expect: lock-across-await "`m` is held while `gate_enter`"
  if (!status)
    gate_leave(g);
  monitor_leave(m);
  return status;
}

int helper_bad(monitor *m, cancel_token token) ASYNC_LINT("needs lock m");
int helper_bad(monitor *m, cancel_token token) {
  // note@-1: "`helper_bad` is called with `m` held"
  return fetch(2, token); // expect: lock-across-await "`m`"
}
