// SPDX-License-Identifier: MIT
// A library that is loaded before the C library: the FAILING_AT-th call of kind FAILING_CALL on a
// file whose name has `s.db` in it fails with the error FAILING_ERROR. The file FAILING_MARK says
// afterwards that there were so many. With FAILING_ON all later ones fail, too.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

typedef ssize_t write_at(int, const void *, size_t, off64_t);
typedef ssize_t read_at(int, void *, size_t, off64_t);
typedef int of_file(int);
typedef int truncate_file(int, off64_t);
typedef void *map_file(void *, size_t, int, int, int, off64_t);
typedef int open_path(const char *, int, ...);

/// Calls the next function of this name: a cast of what dlsym() gives would not be C.
#define NEXT(type, name)                                                                           \
  type *next;                                                                                      \
  *(void **)&next = dlsym(RTLD_NEXT, name)

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

static int fails(const char *kind, const char *path) {
  static int calls;
  if (strcmp(variable("FAILING_CALL"), kind) != 0 || !strstr(path, "s.db"))
    return 0;
  int at = atoi(variable("FAILING_AT"));
  if (++calls != at && !(calls > at && *variable("FAILING_ON")))
    return 0;
  NEXT(open_path, "open64");
  close(next(variable("FAILING_MARK"), O_CREAT | O_WRONLY | O_CLOEXEC, 0666));
  errno = atoi(variable("FAILING_ERROR"));
  return 1;
}

static int file_fails(const char *kind, int file) {
  char link[64], path[4096];
  int before = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = before;
  if (length <= 0)
    return 0;
  path[length] = '\0';
  return fails(kind, path);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
  NEXT(write_at, "pwrite64");
  return file_fails("write", file) ? -1 : next(file, data, size, at);
}

ssize_t pread64(int file, void *data, size_t size, off64_t at) {
  NEXT(read_at, "pread64");
  return file_fails("read", file) ? -1 : next(file, data, size, at);
}

int fdatasync(int file) {
  NEXT(of_file, "fdatasync");
  return file_fails("sync", file) ? -1 : next(file);
}

int fsync(int file) {
  NEXT(of_file, "fsync");
  return file_fails("sync", file) ? -1 : next(file);
}

int ftruncate64(int file, off64_t size) {
  NEXT(truncate_file, "ftruncate64");
  return file_fails("truncate", file) ? -1 : next(file, size);
}

void *mmap64(void *where, size_t size, int rights, int flags, int file, off64_t at) {
  NEXT(map_file, "mmap64");
  return file >= 0 && file_fails("map", file) ? MAP_FAILED
                                              : next(where, size, rights, flags, file, at);
}

int open64(const char *path, int flags, ...) {
  NEXT(open_path, "open64");
  va_list more;
  va_start(more, flags);
  int mode = flags & O_CREAT ? va_arg(more, int) : 0;
  va_end(more);
  return fails("open", path) ? -1 : next(path, flags, mode);
}
