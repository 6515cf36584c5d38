// The suspension is behind a pointer.
#include <taskrt/task.h>

struct device {
  void (*wait)(void);
};

static void wait_turn(void) {
  task_yield();
}

static const struct device device = {wait_turn};

int flush_bad(const struct device *to, cancel_token token) { // expect: unused-token
  to->wait();
  return 0;
}

int flush_device(cancel_token token) {
  return flush_bad(&device, token);
}

int unknown_ok(void (*wait)(void), cancel_token token) {
  wait();
  return 0;
}
