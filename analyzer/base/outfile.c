// SPDX-License-Identifier: MIT
// Writing a file so that nobody ever reads half of it.
#include "analyzer/base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/// Opens a new file beside `path`. A fixed name would let two runs write into one file.
static FILE *open_beside(struct outfile *file, const struct stat *old) {
  text_printf(&file->beside, "%s.XXXXXX", file->path.data);
  int descriptor = mkostemp(file->beside.data, O_CLOEXEC);
  if (descriptor < 0)
    return NULL;
  mode_t mask = umask(0);
  umask(mask);
  // A report without its old owner and permissions is still a report.
  bool others = old && (old->st_uid != geteuid() || old->st_gid != getegid());
  if (others && fchown(descriptor, old->st_uid, old->st_gid) != 0)
    errno = 0;
  if (fchmod(descriptor, old ? old->st_mode & 0777 : 0666 & ~mask) != 0)
    errno = 0;
  FILE *out = fdopen(descriptor, "w");
  if (!out) {
    close(descriptor);
    unlink(file->beside.data);
  }
  return out;
}

FILE *outfile_open(struct outfile *file, const char *path) {
  char real[PATH_MAX];
  struct stat old;
  bool there = stat(path, &old) == 0;
  text_puts(&file->path, there && realpath(path, real) ? real : path);
  if (there && !S_ISREG(old.st_mode))
    file->out = fopen(path, "we");
  else if (there && access(path, W_OK) != 0)
    file->out = NULL; // it was made read-only on purpose
  else
    file->out = open_beside(file, there ? &old : NULL);
  if (!file->out) {
    int error = errno;
    text_free(&file->path);
    text_free(&file->beside);
    errno = error;
  }
  return file->out;
}

/// Closes the stream. 0, or what went wrong.
static int finish(struct outfile *file, bool sync) {
  int error = ferror(file->out) ? EIO : 0;
  if (fflush(file->out) != 0)
    error = errno;
  if (sync && !error && fsync(fileno(file->out)) != 0 && errno != EINVAL && errno != EROFS)
    error = errno;
  if (fclose(file->out) != 0 && !error)
    error = errno;
  file->out = NULL;
  return error;
}

bool outfile_end(struct outfile *file) {
  errno = finish(file, true);
  return !errno;
}

bool outfile_close(struct outfile *file, bool keep) {
  int error = file->out ? finish(file, false) : 0;
  bool beside = file->beside.length > 0;
  if (beside && keep && !error && rename(file->beside.data, file->path.data) != 0)
    error = errno;
  if (beside && (!keep || error))
    unlink(file->beside.data);
  text_free(&file->path);
  text_free(&file->beside);
  errno = error;
  return !error;
}
