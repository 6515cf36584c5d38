// SPDX-License-Identifier: MIT
// Watching the disk with inotify.
#include "analyzer/lsp/workspace/watch.h"
#include "analyzer/lsp/rpc.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

static const char DATABASE[] = "compile_commands.json";

/// What may be made in a folder besides files.
enum role {
  FILES,
  ROOT,   // `build/`
  BUILDS, // folders with a database each
};

struct watched_folder {
  int descriptor; // of inotify; -1: gone
  char *path;
  enum role role;
};

void watch_open(struct watch *watch, bool wanted) {
  *watch = (struct watch){.fd = wanted ? inotify_init1(IN_NONBLOCK | IN_CLOEXEC) : -1};
  if (wanted && watch->fd < 0)
    rpc_log("changes on the disk are not seen: %s", strerror(errno));
}

void watch_close(struct watch *watch) {
  if (watch->fd >= 0)
    close(watch->fd);
  for (uint32_t i = 0; i < watch->count; i++)
    free(watch->folders[i].path);
  free(watch->folders);
  map_free(&watch->at);
  *watch = (struct watch){.fd = -1};
}

// ---- folders ----

static uint64_t key_of(const char *path, size_t length) {
  return hash_bytes(HASH_SEED, path, length) | 1;
}

static void say_full(struct watch *watch) {
  if (!watch->full)
    rpc_log("the system gives no more watches (fs.inotify.max_user_watches): "
            "not all changes on the disk are seen");
  watch->full = true;
}

/// Watches the folder of this name (`length` bytes), if it is one and is not watched yet.
static struct watched_folder *add_part(struct watch *watch, const char *path, size_t length) {
  enum { EVENTS = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO };
  uint64_t key = key_of(path, length);
  uint32_t at = map_get(&watch->at, key, 0);
  if (at)
    return &watch->folders[at - 1];
  char *name = xcalloc(length + 1, 1);
  memcpy(name, path, length);
  int descriptor = inotify_add_watch(watch->fd, name, EVENTS | IN_ONLYDIR);
  if (descriptor < 0) {
    if (errno == ENOSPC)
      say_full(watch);
    free(name);
    return NULL;
  }
  GROW(watch->folders, watch->count, watch->capacity);
  watch->folders[watch->count++] = (struct watched_folder){.descriptor = descriptor, .path = name};
  map_set(&watch->at, key, watch->count);
  return &watch->folders[watch->count - 1];
}

static void add(struct watch *watch, const char *path, enum role role) {
  struct watched_folder *folder = add_part(watch, path, strlen(path));
  if (folder && role != FILES)
    folder->role = role;
}

static void add_folder_of(struct watch *watch, const char *file) {
  const char *slash = file ? strrchr(file, '/') : NULL;
  if (slash && slash > file)
    add_part(watch, file, (size_t)(slash - file));
}

/// The folder `build/` and those in it.
static void add_builds(struct watch *watch, const char *path) {
  struct text pattern = {0};
  glob_t found = {0};
  add(watch, path, BUILDS);
  text_printf(&pattern, "%s/*/", path);
  if (glob(pattern.data, GLOB_ONLYDIR, NULL, &found) == 0)
    for (size_t i = 0; i < found.gl_pathc; i++)
      add_part(watch, found.gl_pathv[i], strlen(found.gl_pathv[i]) - 1);
  globfree(&found);
  text_free(&pattern);
}

static void watch_surroundings(struct watch *watch, const struct workspace *workspace) {
  const struct project *project = &workspace->project;
  struct text build = {0};
  text_printf(&build, "%s/build", workspace->root);
  add(watch, workspace->root, ROOT);
  add_builds(watch, build.data);
  text_free(&build);
  if (workspace->options.build)
    add(watch, workspace->options.build, FILES);
  add_folder_of(watch, workspace->problem_loc.file);
  if (project->database) { // and what it is a link to
    char *real = realpath(project->database, NULL);
    add_folder_of(watch, project->database);
    add_folder_of(watch, real);
    free(real);
  }
  for (uint32_t i = 0; i < workspace->configs.count; i++)
    add_folder_of(watch, workspace->configs.items[i]->path);
  for (uint32_t i = 0; i < workspace->options.specs.count; i++)
    add_folder_of(watch, workspace->options.specs.items[i]);
}

void watch_workspace(struct watch *watch, struct workspace *workspace) {
  if (watch->fd < 0)
    return;
  if (!workspace->watched)
    watch_surroundings(watch, workspace);
  workspace->watched = true;
  for (uint32_t p = 0; p < workspace->part_count; p++) {
    struct part *part = workspace->parts[p];
    if (part->watched)
      continue;
    part->watched = true;
    add_folder_of(watch, part->which.path);
    const struct part_file *files = workspace_files(workspace, part);
    for (uint32_t i = 0; i < part->file_count; i++)
      if (i == 0 || files[i].path != files[i - 1].path)
        add_folder_of(watch, files[i].path);
  }
}

// ---- what has happened ----

static bool has_name(const char *path, const char *name) {
  const char *slash = strrchr(path, '/');
  return slash && !strcmp(slash + 1, name);
}

bool watch_is_surrounding(const char *path) {
  size_t length = strlen(path);
  return has_name(path, DATABASE) || has_name(path, ".async-lint") ||
         (length > 4 && !strcmp(path + length - 4, ".api"));
}

static struct watched_folder *find(struct watch *watch, int descriptor) {
  for (uint32_t i = 0; i < watch->count; i++)
    if (watch->folders[i].descriptor == descriptor)
      return &watch->folders[i];
  return NULL;
}

/// The folder is no more; one of the same name may come.
static void forget(struct watch *watch, struct watched_folder *folder) {
  map_set(&watch->at, key_of(folder->path, strlen(folder->path)), 0);
  folder->descriptor = -1;
}

/// A folder is gone or has another name, and so has all below it.
static void lose_folder(struct watch *watch, const char *path, watch_changed *changed, void *data) {
  size_t length = strlen(path);
  bool known = false;
  for (uint32_t i = 0; i < watch->count; i++) {
    struct watched_folder *folder = &watch->folders[i];
    if (folder->descriptor < 0 || strncmp(folder->path, path, length) != 0 ||
        (folder->path[length] && folder->path[length] != '/'))
      continue;
    inotify_rm_watch(watch->fd, folder->descriptor);
    forget(watch, folder);
    known = true;
  }
  if (known)
    changed(data, NULL);
}

/// A folder was made: where builds are, it may have a database already.
static void take_folder(struct watch *watch, enum role above, const char *path,
                        watch_changed *changed, void *data) {
  if (above == FILES || (above == ROOT && !has_name(path, "build")))
    return;
  if (above == ROOT)
    add_builds(watch, path);
  else
    add(watch, path, FILES);
  struct text database = {0};
  text_printf(&database, "%s/%s", path, DATABASE);
  changed(data, database.data);
  text_free(&database);
}

/// Files that are made are seen when they are written; links never are.
static bool is_link(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

static void take(struct watch *watch, const struct inotify_event *event, watch_changed *changed,
                 void *data) {
  struct watched_folder *folder = find(watch, event->wd);
  struct text path = {0};
  if (event->mask & IN_Q_OVERFLOW)
    changed(data, NULL);
  if (!folder)
    return;
  if (event->mask & IN_IGNORED) {
    forget(watch, folder);
    return;
  }
  if (!event->len)
    return;
  text_printf(&path, "%s/%s", folder->path, event->name);
  if (event->mask & IN_ISDIR) {
    if (event->mask & (IN_DELETE | IN_MOVED_FROM))
      lose_folder(watch, path.data, changed, data);
    else if (event->mask & (IN_CREATE | IN_MOVED_TO))
      take_folder(watch, folder->role, path.data, changed, data);
  } else if (!(event->mask & IN_CREATE) || is_link(path.data)) {
    changed(data, path.data);
  }
  text_free(&path);
}

void watch_read(struct watch *watch, watch_changed *changed, void *data) {
  _Alignas(struct inotify_event) char bytes[16384];
  ssize_t got;
  while (watch->fd >= 0 && (got = read(watch->fd, bytes, sizeof bytes)) > 0)
    for (ssize_t at = 0; at < got;) {
      const struct inotify_event *event = (const struct inotify_event *)(bytes + at);
      take(watch, event, changed, data);
      at += (ssize_t)(sizeof *event + event->len);
    }
}
