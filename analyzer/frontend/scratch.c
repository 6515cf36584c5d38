// SPDX-License-Identifier: MIT
#include "analyzer/frontend/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char prefix[] = "async-lint-headers-";

static const char *parent_folder(void) {
  const char *folder = getenv("TMPDIR");
  return folder && *folder == '/' ? folder : "/tmp";
}

/// Removes what is in an open folder, and then the folder.
static void remove_folder(int at, const char *path) {
  int again = fcntl(at, F_DUPFD_CLOEXEC, 0);
  DIR *folder = again >= 0 ? fdopendir(again) : NULL;
  for (struct dirent *entry; folder && (entry = readdir(folder));)
    unlinkat(at, entry->d_name, 0);
  if (folder)
    closedir(folder);
  rmdir(path);
}

static int open_folder(const char *path) {
  return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/// Removes the folder when it is ours and nobody has its lock: its process was killed.
static void sweep_one(const char *parent, const char *name) {
  struct text path = {0};
  struct stat status;
  text_printf(&path, "%s/%s", parent, name);
  int folder = open_folder(path.data);
  if (folder >= 0 && fstat(folder, &status) == 0 && status.st_uid == geteuid() &&
      flock(folder, LOCK_EX | LOCK_NB) == 0)
    remove_folder(folder, path.data);
  if (folder >= 0)
    close(folder);
  text_free(&path);
}

static void sweep(void) {
  static bool swept; // the worker has one thread
  const char *parent = parent_folder();
  DIR *folder = swept ? NULL : opendir(parent);
  for (struct dirent *entry; folder && (entry = readdir(folder));)
    if (!strncmp(entry->d_name, prefix, strlen(prefix)))
      sweep_one(parent, entry->d_name);
  if (folder)
    closedir(folder);
  swept = true;
}

bool scratch_open(struct scratch *scratch) {
  *scratch = (struct scratch){.lock = -1};
  sweep();
  text_printf(&scratch->folder, "%s/%sXXXXXX", parent_folder(), prefix);
  bool made = mkdtemp(scratch->folder.data);
  if (made)
    scratch->lock = open_folder(scratch->folder.data);
  // The lock fails when another one's sweep takes the folder for a left one.
  if (scratch->lock >= 0 && flock(scratch->lock, LOCK_EX | LOCK_NB) == 0) {
    text_printf(&scratch->path, "%s/pch", scratch->folder.data);
    scratch->file = scratch->path.data;
    return true;
  }
  if (made)
    rmdir(scratch->folder.data);
  scratch_close(scratch, false);
  return false;
}

int scratch_close(struct scratch *scratch, bool keep) {
  int file = -1;
  if (scratch->file) {
    file = keep ? open(scratch->file, O_RDONLY | O_CLOEXEC) : -1;
    remove_folder(scratch->lock, scratch->folder.data);
  }
  if (scratch->lock >= 0)
    close(scratch->lock);
  text_free(&scratch->folder);
  text_free(&scratch->path);
  scratch->lock = -1;
  scratch->file = NULL;
  return file;
}
