// Storage behind a table of operations; each back end is a file of its own.
#ifndef STORAGE_H
#define STORAGE_H

#include <stddef.h>

struct storage_ops {
  const char *name;
  int (*load)(int fd, void *buf, size_t size);
  int (*flush)(int fd);
};

extern const struct storage_ops disk_storage;
extern const struct storage_ops memory_storage;

/// The back end called `name`.
const struct storage_ops *storage_find(const char *name);

#endif
