// The header is what the callers see; the bodies have moved on.
#include "store.h"
#include "net.h"

int store_put_bad(const char *key) { // expect: annotation-drift "`plain`, and may suspend"
  return net_send(key);              // note: "`store_put_bad` calls `net_send` here"
}

int store_get_ok(const char *key, cancel_token token) {
  return task_delay(1, token);
}

int store_close_bad(task *flush, int dirty) { // expect: annotation-drift "on some path does not"
  if (!dirty)
    return 0;
  return net_finish(flush);
}
