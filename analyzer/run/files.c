// SPDX-License-Identifier: MIT
// Files that belong to the program: shipped contracts, the JSON Schema, the store's place, and what
// tells one installation's results from another's.
#include "analyzer/run/files.h"
#include "analyzer/project/worker_process.h"
#include "analyzer/run/build.h"
#include "analyzer/version.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { HASH_LIMIT = 1 << 30 };

#ifndef ASYNC_LINT_LIBCLANG
#define ASYNC_LINT_LIBCLANG "libclang"
#endif

static bool exists(const char *path) {
  return access(path, F_OK) == 0;
}

/// Appends the folder this program is in.
static bool own_folder(struct text *folder) {
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0)
    return false;
  path[length] = '\0';
  text_append(folder, path, (size_t)(strrchr(path, '/') - path));
  return true;
}

/// Finds a shipped file or folder: `installed` below the data folder, or, when this program runs
/// from a build tree, `source` beside rules/api.
static bool find_shipped(const char *installed, const char *source, struct text *path) {
  struct text own = {0};
  bool found = false;
  if (own_folder(&own)) {
    text_printf(path, "%s/../CMakeCache.txt", own.data);
    bool build_tree = exists(path->data);
    path->length = 0;
    text_printf(path, "%s%s", ASYNC_LINT_SOURCE_API, source);
    found = build_tree && exists(path->data);
    if (!found) {
      path->length = 0;
      text_printf(path, "%s/../share/async-lint/%s", own.data, installed);
      found = exists(path->data);
    }
  }
  text_free(&own);
  if (!found) {
    path->length = 0;
    text_printf(path, "%s/%s", ASYNC_LINT_DATADIR, installed);
    found = exists(path->data);
  }
  return found;
}

static bool read_spec(struct spec *spec, const char *path, bool project, struct text *error) {
  struct spec_error mistake = {0};
  if (spec_read_file(spec, path, project, &mistake))
    return true;
  if (mistake.line)
    text_printf(error, "%s:%u: %s", mistake.file, mistake.line, mistake.message);
  else
    text_printf(error, "%s: %s", *mistake.file ? mistake.file : path, mistake.message);
  return false;
}

bool files_read_shipped(struct spec *spec, struct text *error) {
  struct text pattern = {0};
  const char *chosen = getenv("ASYNC_LINT_API_DIR");
  bool found = chosen && *chosen;
  if (found)
    text_puts(&pattern, chosen);
  else
    found = find_shipped("api", "", &pattern);
  if (found)
    text_puts(&pattern, "/*.api");
  glob_t files = {0};
  bool good = found && glob(pattern.data, 0, NULL, &files) == 0; // sorted by name
  if (!good)
    text_printf(error,
                "no `.api` files in `%s`: ASYNC_LINT_API_DIR says where the shipped "
                "contracts are",
                text_get(&pattern));
  for (size_t i = 0; good && i < files.gl_pathc; i++)
    good = read_spec(spec, files.gl_pathv[i], false, error);
  globfree(&files);
  text_free(&pattern);
  return good;
}

bool files_read_specs(const struct options *options, struct spec *spec, struct text *error) {
  if (!files_read_shipped(spec, error))
    return false;
  for (uint32_t i = 0; i < options->specs.count; i++)
    if (!read_spec(spec, options->specs.items[i], true, error))
      return false;
  spec_set_stack(spec, options->stack_size);
  return true;
}

bool files_schema(struct text *path) {
  return find_shipped("schema.json", "/../../analyzer/report/schema.json", path);
}

/// Makes the folder and those above it as far as they are missing.
static bool make_folders(const char *folder) {
  char *path = xstrdup(folder);
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    mkdir(path, 0777);
    *slash = '/';
  }
  mkdir(path, 0777);
  free(path);
  struct stat status;
  return stat(folder, &status) == 0 && S_ISDIR(status.st_mode) && access(folder, W_OK) == 0;
}

/// The user's cache folder for async-lint.
static bool cache_folder(struct text *folder) {
  const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  if (cache && *cache == '/')
    text_printf(folder, "%s/async-lint", cache);
  else if (home && *home == '/')
    text_printf(folder, "%s/.cache/async-lint", home);
  return folder->length > 0;
}

/// The folder of the store beside the database.
static void build_folder(const struct project *project, struct text *folder) {
  text_printf(folder, "%s/.async-lint-store", project->folder);
}

static void append_cached(const struct project *project, struct text *path) {
  uint64_t digest = XXH3_64bits(project->database, strlen(project->database));
  text_printf(path, "/%016llx.db", (unsigned long long)digest);
}

bool files_store(const struct options *options, const struct project *project, struct text *path) {
  if (options->no_store)
    return false;
  if (options->store) {
    text_puts(path, options->store);
    return true;
  }
  if (!project->folder)
    return false;
  build_folder(project, path);
  if (make_folders(path->data)) {
    text_puts(path, "/store.db");
    return true;
  }
  path->length = 0;
  if (!cache_folder(path) || !make_folders(path->data))
    return false;
  append_cached(project, path);
  return true;
}

bool files_left_store(const struct options *options, const struct project *project,
                      struct text *path) {
  if (options->no_store || (!options->store && !project->folder))
    return false;
  if (options->store) {
    text_puts(path, options->store);
    return true;
  }
  struct text cached = {0};
  build_folder(project, path);
  bool ours = access(path->data, W_OK) == 0;
  text_puts(path, "/store.db");
  if (!ours && cache_folder(&cached)) {
    append_cached(project, &cached);
    if (exists(cached.data)) {
      path->length = 0;
      text_puts(path, cached.data);
    }
  }
  text_free(&cached);
  return true;
}

void files_version(struct text *version) {
  struct text worker = {0}, ignored = {0};
  uint64_t hash[2] = {0};
  text_puts(version, "async-lint " ASYNC_LINT_VERSION);
  if (worker_find(NULL, &worker, &ignored) && build_digest(worker.data, hash))
    text_printf(version, "; worker %016llx", (unsigned long long)hash[0]);
  struct stat status;
  if (stat(ASYNC_LINT_LIBCLANG, &status) == 0)
    text_printf(version, "; libclang %lld %lld", (long long)status.st_size,
                (long long)status.st_mtime);
  text_free(&worker);
  text_free(&ignored);
}

const char *files_worker(void) {
  const char *worker = getenv("ASYNC_LINT_WORKER");
  return worker && *worker ? worker : NULL;
}

bool files_hash(const char *path, uint64_t hash[2], void *data) {
  (void)data;
  struct text content = {0};
  bool good = text_read_file(&content, path, HASH_LIMIT);
  if (good) {
    XXH128_hash_t value = XXH3_128bits(text_get(&content), content.length);
    hash[0] = value.low64;
    hash[1] = value.high64;
  }
  text_free(&content);
  return good;
}
