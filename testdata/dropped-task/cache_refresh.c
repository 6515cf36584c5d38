// A cache that refreshes its entries in the background keeps the task in the entry.
#include <stdbool.h>
#include <stdlib.h>
#include <taskrt/task.h>

struct entry {
  char key[32];
  long value;
  int age;
  task *refresh;
  struct entry *next;
};

struct cache {
  struct entry *entries;
};

static int load_entry(void *arg, cancel_token token, void *result) {
  long *value = result;
  *value = 42;
  return task_delay(9, token);
}

// Collects a refresh that is over; leaves one that still runs alone.
static int entry_collect_ok(struct entry *entry) {
  if (!entry->refresh || !task_is_done(entry->refresh))
    return 0;
  int status = task_await(entry->refresh, &entry->value);
  entry->refresh = NULL;
  if (status == 0)
    entry->age = 0;
  return status;
}

static int cache_get_ok(struct entry *entry, cancel_token token) {
  int status = entry_collect_ok(entry);
  if (status == 0 && entry->age > 60 && !entry->refresh)
    entry->refresh = task_run(load_entry, entry, sizeof(long), token);
  return status;
}

// The new entry dies on the error path, and its refresh goes with it.
static struct entry *cache_add_bad(struct cache *cache, int age, cancel_token token) {
  struct entry *entry = calloc(1, sizeof *entry);
  if (!entry)
    return NULL;
  entry->age = age;
  entry->refresh = task_run(load_entry, NULL, sizeof(long), token); // expect: dropped-task
  if (age < 0) {
    free(entry);
    return NULL;
  }
  entry->next = cache->entries;
  cache->entries = entry;
  return entry;
}

// Refreshes into a variable, and uses it only when the entry is old enough.
static int cache_peek_bad(struct entry *entry, cancel_token token) {
  task *refresh = task_run(load_entry, entry, sizeof(long), token); // expect: dropped-task
  if (entry->age > 300)
    return task_await(refresh, &entry->value);
  return 0;
}

static void cache_drop_ok(struct entry *entry) {
  if (entry->refresh)
    task_detach(entry->refresh, NULL, NULL);
  free(entry);
}

static int use_cache(void *arg, cancel_token token, void *result) {
  struct entry *entry = cache_add_bad(arg, 90, token);
  if (!entry)
    return TASK_ENOMEM;
  int status = cache_get_ok(entry, token);
  if (status == 0)
    status = cache_peek_bad(entry, token);
  cache_drop_ok(entry);
  return status;
}

int main(void) {
  struct cache cache = {0};
  return task_wait(task_run(use_cache, &cache, 0, CANCEL_NONE));
}
