// Clean functions only, written the way people write them: what is reported here is a false alarm.
#include <stdbool.h>
#include <stddef.h>
#include <taskrt/task.h>

enum { TILES = 4 };

struct settings {
  bool prefetch;
  int level;
};

struct map {
  task *loading;
  task *tiles[TILES];
};

static int load(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(10, token);
}

static bool try_load(void *map, task **out) {
  if (!map)
    return false;
  *out = task_run(load, map, 0, CANCEL_NONE);
  return true;
}

int flag_tested_twice(void *map, bool prefetch) {
  task *loading;
  if (prefetch)
    loading = task_run(load, map, 0, CANCEL_NONE);
  if (!prefetch)
    return 0;
  return task_await(loading, NULL);
}

int field_tested_twice(void *map, const struct settings *settings) {
  task *loading = NULL;
  int status = 0;
  if (settings->prefetch)
    loading = task_run(load, map, 0, CANCEL_NONE);
  if (settings->prefetch)
    status = task_await(loading, NULL);
  return status;
}

int level_tested_twice(void *map, int level) {
  task *loading = NULL;
  if (level >= 4)
    loading = task_run(load, map, 0, CANCEL_NONE);
  if (level < 4)
    return 0;
  return task_await(loading, NULL);
}

int null_kept_as_bool(void *map) {
  task *loading = task_run(load, map, 0, CANCEL_NONE);
  bool started = loading != NULL;
  if (!started)
    return TASK_ENOMEM;
  return task_await(loading, NULL);
}

int out_parameter_with_bool(void *map) {
  task *loading;
  if (!try_load(map, &loading))
    return TASK_EINVAL;
  return task_await(loading, NULL);
}

int all_awaited_as_one(void **maps) {
  task *loading[TILES];
  size_t started = 0;
  for (int i = 0; i < TILES; i++) {
    task *tile = task_run(load, maps[i], 0, CANCEL_NONE);
    if (!tile)
      break;
    loading[started++] = tile;
  }
  return task_await(task_when_all(loading, started), NULL);
}

int all_awaited_in_turn(void **maps, int count) {
  int status = 0;
  task *loading[TILES];
  for (int i = 0; i < count && i < TILES; i++)
    loading[i] = task_run(load, maps[i], 0, CANCEL_NONE);
  for (int i = 0; i < count && i < TILES; i++)
    status |= task_await(loading[i], NULL);
  return status;
}

void kept_by_the_caller(struct map *map, void **maps) {
  map->loading = task_run(load, map, 0, CANCEL_NONE);
  for (int i = 0; i < TILES; i++)
    map->tiles[i] = task_run(load, maps[i], 0, CANCEL_NONE);
}

int cleaned_up_when_started(void *map, int level) {
  int status = TASK_EINVAL;
  task *loading = NULL;
  if (level < 0)
    goto out;
  loading = task_run(load, map, 0, CANCEL_NONE);
  if (level > 9)
    goto out;
  status = 0;
out:
  if (loading)
    status |= task_await(loading, NULL);
  return status;
}

int one_turn_ahead(void **maps, int count) {
  int status = 0;
  task *ahead = NULL;
  for (int i = 0; i < count; i++) {
    task *next = task_run(load, maps[i], 0, CANCEL_NONE);
    if (ahead)
      status |= task_await(ahead, NULL);
    ahead = next;
  }
  return ahead ? status | task_await(ahead, NULL) : status;
}
