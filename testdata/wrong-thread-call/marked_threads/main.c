// Threads that run a loop have a number, kept in a thread-local variable. A function that tests the
// number, or compares it with that of an owner, is on a loop behind it, whoever seems to call it.
#include "../libuv/uv.h"
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

enum { NO_LOOP = -1 };

static _Thread_local int loop_number = NO_LOOP;

struct connection {
  int owner;
  uv_timer_t timeout;
};

static struct connection shared = {NO_LOOP, {0}};
static uv_loop_t *loop;

static int current_number(void) {
  return loop_number;
}

static bool on_loop(void) {
  return loop_number >= 0;
}

static void stop_asserted_ok(struct connection *connection) {
  assert(connection->owner == current_number());
  uv_timer_stop(&connection->timeout);
}

static void stop_tested_ok(struct connection *connection) {
  if (current_number() != connection->owner)
    return;
  uv_timer_stop(&connection->timeout);
}

static void stop_anywhere_ok(struct connection *connection) {
  if (on_loop())
    uv_timer_stop(&connection->timeout);
}

static void stop_numbered_ok(struct connection *connection) {
  if (current_number() >= 0)
    uv_timer_stop(&connection->timeout);
}

static void stop_below_ok(struct connection *connection) {
  uv_timer_stop(&connection->timeout);
}

static void stop_all_ok(struct connection *connection) {
  assert(current_number() == connection->owner);
  stop_below_ok(connection);
}

// Where the numbers differ nobody knows more than before.
static void stop_other_bad(struct connection *connection) {
  if (current_number() != connection->owner)
    uv_timer_stop(&connection->timeout); // expect: wrong-thread-call "`uv_timer_stop`"
}

static void stop_without_bad(struct connection *connection) {
  if (current_number() < 0)
    uv_timer_stop(&connection->timeout); // expect: wrong-thread-call "`uv_timer_stop`"
}

static void stop_unasked_bad(struct connection *connection) {
  connection->owner = current_number();
  uv_timer_stop(&connection->timeout); // expect: wrong-thread-call "`uv_timer_stop`"
}

static void close_connections(uv_work_t *work) {
  struct connection *connection = work->data;
  stop_asserted_ok(connection);
  stop_tested_ok(connection);
  stop_anywhere_ok(connection);
  stop_numbered_ok(connection);
  stop_all_ok(connection);
  stop_other_bad(connection);
  stop_without_bad(connection);
  stop_unasked_bad(connection);
}

static void on_closed(uv_work_t *work, int status) {}

static void *loop_thread(void *arg) {
  static uv_work_t work;
  loop = uv_default_loop();
  loop_number = 0;
  work.data = &shared;
  uv_timer_init(loop, &shared.timeout);
  uv_queue_work(loop, &work, close_connections, on_closed);
  uv_run(loop, UV_RUN_DEFAULT);
  return arg;
}

int main(void) {
  return loop_thread(NULL) != NULL;
}
