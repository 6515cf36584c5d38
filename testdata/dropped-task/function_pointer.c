// The call that gives the task goes through a pointer.
#include <taskrt/task.h>

typedef task *start_fn(void *arg, cancel_token token);

static int ping_host(void *arg, cancel_token token, void *result) {
  return task_delay(18, token);
}

static task *start_ping(void *host, cancel_token token) {
  return task_run(ping_host, host, 0, token);
}

static task *start_slow_ping(void *host, cancel_token token) {
  return task_start(ping_host, host, 0, token);
}

static int finish_ping(task *ping) {
  return task_await(ping, NULL);
}

void probe_bad(void *host) {
  start_fn *start = start_ping;
  start(host, CANCEL_NONE); // expect: dropped-task
}

int probe_chosen_bad(void *host, int slow) {
  start_fn *start = slow ? start_slow_ping : start_ping;
  task *ping = start(host, CANCEL_NONE); // expect: dropped-task
  return task_is_done(ping);
}

void probe_runtime_bad(void *host) {
  task *(*run)(task_fn, void *, size_t, cancel_token) = task_run;
  run(ping_host, host, 0, CANCEL_NONE); // expect: dropped-task
}

int probe_ok(void *host) {
  start_fn *start = start_ping;
  task *ping = start(host, CANCEL_NONE);
  return task_await(ping, NULL);
}

// The one who takes it is chosen through a pointer.
int probe_finished_ok(void *host) {
  int (*finish)(task *) = finish_ping;
  return finish(start_ping(host, CANCEL_NONE));
}

// Nobody knows what an unknown pointer gives: the result may be borrowed.
int probe_unknown_ok(void *host, start_fn *start) {
  task *ping = start(host, CANCEL_NONE);
  return task_is_done(ping);
}

// Every caller of a static function is known, and so is what its parameter may be.
static void forget_ping(task *ping) {
  (void)ping;
}

static void hand_over_bad(void *host, void (*done)(task *)) {
  done(start_ping(host, CANCEL_NONE)); // expect: dropped-task
}

static void hand_over_ok(void *host, int (*done)(task *)) {
  (void)done(start_ping(host, CANCEL_NONE));
}

void probe_each(void *host) {
  hand_over_bad(host, forget_ping);
  hand_over_ok(host, finish_ping);
}
