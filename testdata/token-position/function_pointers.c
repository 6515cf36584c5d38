// Signatures that somebody else prescribes.
#include <taskrt/task.h>

struct driver {
  int (*load)(cancel_token token, int fd);
};

static int load_ok(cancel_token token, int fd) {
  return task_delay((unsigned)fd, token);
}

static const struct driver disk = {load_ok};

// Handed over.
static int each_ok(cancel_token token, int number) {
  return task_delay((unsigned)number, token);
}

static int for_all(int (*each)(cancel_token token, int number), cancel_token token) {
  return each(token, 1);
}

int both_bad(cancel_token token, const struct driver *driver) { // expect: token-position "`driver`"
  int status = for_all(each_ok, token);
  return status ? status : driver->load(token, 3);
}

int main(void) {
  return disk.load(CANCEL_NONE, 0);
}
