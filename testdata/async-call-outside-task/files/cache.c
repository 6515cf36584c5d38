// Over several files: `main` asks for the size, and the size fills the cache.
#include "cache.h"

int cache_fill(int size, cancel_token token) {
  return task_delay(size, token);
}

int cache_size_bad(cancel_token token) {
  return cache_fill(0, token); // expect: async-call-outside-task
}
