// SPDX-License-Identifier: MIT
// Which configuration holds for which file: the nearest one above it.
#include "analyzer/config/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char name[] = ".async-lint";

/// True when there is such a file; a folder of that name is none.
static bool is_file(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

/// The configuration at `path`, read once. NULL after a mistake.
static const struct config *read_once(struct configs *configs, const char *path,
                                      struct text *error) {
  for (uint32_t i = 0; i < configs->count; i++)
    if (!strcmp(configs->items[i]->path, path))
      return configs->items[i];
  struct config *config = ARENA_NEW(&configs->arena, struct config);
  if (!config_read(&configs->arena, path, config, error)) {
    config_free(config);
    return NULL;
  }
  GROW(configs->items, configs->count, configs->capacity);
  configs->items[configs->count++] = config;
  return config;
}

static bool search(struct configs *configs, const char *folder, const struct config **config,
                   struct text *error) {
  struct text path = {0};
  size_t length = strlen(folder);
  bool good = true;
  for (;;) {
    path.length = 0;
    text_append(&path, folder, length);
    text_printf(&path, "%s%s", length && folder[length - 1] == '/' ? "" : "/", name);
    if (is_file(path.data)) {
      *config = read_once(configs, path.data, error);
      good = *config != NULL;
      break;
    }
    if (length <= 1)
      break;
    while (length > 1 && folder[length - 1] != '/')
      length--;
    length -= length > 1; // the slash
  }
  text_free(&path);
  return good;
}

static bool find_forced(struct configs *configs, const struct config **config, struct text *error) {
  char *real = realpath(configs->forced, NULL);
  if (!real) {
    text_printf(error, "the configuration `%s` cannot be read: %s", configs->forced,
                strerror(errno));
    return false;
  }
  *config = read_once(configs, real, error);
  free(real);
  return *config != NULL;
}

bool configs_find(struct configs *configs, const char *folder, const struct config **config,
                  struct text *error) {
  *config = NULL;
  if (configs->none)
    return true;
  if (configs->forced)
    return find_forced(configs, config, error);
  for (uint32_t i = configs->folder_count; i-- > 0;)
    if (!strcmp(configs->folders[i].path, folder)) {
      *config = configs->folders[i].config;
      return true;
    }
  if (!search(configs, folder, config, error))
    return false;
  GROW(configs->folders, configs->folder_count, configs->folder_capacity);
  configs->folders[configs->folder_count++] =
      (struct config_folder){arena_string(&configs->arena, folder), *config};
  return true;
}

bool configs_of(struct configs *configs, const char *file, const struct config **config,
                struct text *error) {
  const char *slash = file ? strrchr(file, '/') : NULL;
  *config = NULL;
  if (!slash)
    return true;
  char *folder = xstrdup(file);
  folder[slash > file ? slash - file : 1] = '\0';
  bool good = configs_find(configs, folder, config, error);
  free(folder);
  return good;
}

void configs_close(struct configs *configs) {
  for (uint32_t i = 0; i < configs->count; i++)
    config_free(configs->items[i]);
  free(configs->items);
  free(configs->folders);
  arena_free(&configs->arena);
  *configs = (struct configs){0};
}
