// Does not block.
#include "storage.h"
#include <string.h>

static char pages[4][512];

static int memory_load_ok(int fd, void *buf, size_t size) {
  memcpy(buf, pages[fd & 3], size < 512 ? size : 512);
  return 0;
}

static int memory_flush_ok(int fd) {
  return fd < 0 ? -1 : 0;
}

const struct storage_ops memory_storage = {"memory", memory_load_ok, memory_flush_ok};
