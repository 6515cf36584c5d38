// Locks behind macros, static locals and structures in globals.
#include <pthread.h>

#define LOCK(name) pthread_mutex_lock(&state.name)
#define UNLOCK(name) pthread_mutex_unlock(&state.name)

static struct {
  pthread_mutex_t input, output;
  int moved;
} state;

void pump_bad(void) {
  LOCK(input);
  LOCK(output); // expect: lock-inversion "`state.input` and `state.output`"
  state.moved++;
  UNLOCK(output);
  UNLOCK(input);
}

void drain(void) {
  LOCK(output);
  LOCK(input);
  state.moved = 0;
  UNLOCK(input);
  UNLOCK(output);
}

static pthread_mutex_t *hidden(void) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  return &lock;
}

// Nobody can tell which lock a function gives.
void unknown_ok(void) {
  pthread_mutex_lock(hidden());
  LOCK(input);
  UNLOCK(input);
  pthread_mutex_unlock(hidden());
}
