// Blocks: the disk is slow.
#include "storage.h"
#include <unistd.h>

static int disk_load_bad(int fd, void *buf, size_t size) {
  return pread(fd, buf, size, 0) < 0 ? -1 : 0; // expect: blocking-call "`pread`"
}

static int disk_flush_bad(int fd) {
  return fsync(fd); // expect: blocking-call "`fsync`"
}

const struct storage_ops disk_storage = {
    .name = "disk",
    .load = disk_load_bad,
    .flush = disk_flush_bad,
};
