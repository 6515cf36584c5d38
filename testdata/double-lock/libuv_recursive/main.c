// silent
// The program makes a mutex that its thread may take again.
#include "../libuv/uv.h"

static uv_mutex_t lock;
static int depth;

int start(void) {
  return uv_mutex_init_recursive(&lock);
}

static void go_down(void) {
  uv_mutex_lock(&lock);
  depth++;
  uv_mutex_unlock(&lock);
}

void go_down_twice(void) {
  uv_mutex_lock(&lock);
  go_down();
  depth++;
  uv_mutex_unlock(&lock);
}
