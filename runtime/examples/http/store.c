// SPDX-License-Identifier: MIT
// One mutex of tasks guards the table; a condition tells of changes.
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES_KEPT = 100 };

struct store {
  task_mutex lock; // guards what follows
  task_condition changed;
  json_t *values;
  json_t *changes[CHANGES_KEPT]; // the last ones, in a ring
  unsigned long change_count;    // so many ever
  bool ended;                    // no stream of changes goes on
};

struct store *store_create(void) {
  struct store *store = calloc(1, sizeof *store);
  if (store)
    store->values = json_object();
  if (store && !store->values) {
    free(store);
    store = NULL;
  }
  return store;
}

void store_destroy(struct store *store) {
  if (!store)
    return;
  for (size_t i = 0; i < CHANGES_KEPT; i++)
    json_decref(store->changes[i]);
  json_decref(store->values);
  free(store);
}

// --- the file -----------------------------------------------------------------------------------

int store_load(struct store *store, const char *path, cancel_token token) {
  char *text;
  size_t size;
  int status = task_file_read(path, &text, &size, token);
  if (status != 0)
    return status == -ENOENT ? 0 : status;
  json_error_t error;
  json_t *values = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
  free(text);
  if (!json_is_object(values)) {
    json_decref(values);
    return task_fail(-EINVAL, "%s:%d: %s", path, values ? 1 : error.line,
                     values ? "not an object" : error.text);
  }
  status = task_mutex_lock(&store->lock, token);
  if (status == 0) {
    json_t *old = store->values;
    store->values = values;
    values = old;
    task_mutex_unlock(&store->lock);
  }
  json_decref(values);
  return status;
}

struct renaming {
  const char *from, *to;
};

// rename() waits for the disk.
static int rename_file(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  const struct renaming *names = arg;
  return rename(names->from, names->to) == 0 ? 0 : -errno;
}

static int write_file(const char *path, const char *text, cancel_token token) {
  char beside[4096];
  if (snprintf(beside, sizeof beside, "%s.new", path) >= (int)sizeof beside)
    return -ENAMETOOLONG;
  int status = task_file_write(beside, text, strlen(text), token);
  if (status != 0)
    return status;
  struct renaming names = {beside, path};
  return task_await(task_offload(rename_file, &names, 0, token), NULL);
}

int store_save(struct store *store, const char *path, cancel_token token) {
  json_t *values;
  int status = store_all(store, &values, token);
  if (status != 0)
    return status;
  char *text = json_dumps(values, JSON_INDENT(2) | JSON_SORT_KEYS);
  json_decref(values);
  if (!text)
    return TASK_ENOMEM;
  status = write_file(path, text, token);
  free(text);
  return status;
}

// --- values -------------------------------------------------------------------------------------

int store_get(struct store *store, const char *name, json_t **value, cancel_token token) {
  int status = task_mutex_lock(&store->lock, token);
  if (status != 0)
    return status;
  *value = json_incref(json_object_get(store->values, name));
  task_mutex_unlock(&store->lock);
  return *value ? 0 : -ENOENT;
}

int store_all(struct store *store, json_t **values, cancel_token token) {
  int status = task_mutex_lock(&store->lock, token);
  if (status != 0)
    return status;
  *values = json_copy(store->values); // the table, not the values
  task_mutex_unlock(&store->lock);
  return *values ? 0 : TASK_ENOMEM;
}

// The lock is held.
static void tell(struct store *store, json_t *change) {
  json_t **place = &store->changes[store->change_count++ % CHANGES_KEPT];
  json_decref(*place);
  *place = change;
  task_condition_broadcast(&store->changed);
}

// The lock is held.
static int change(struct store *store, const char *name, json_t *value) {
  if (!value && !json_object_get(store->values, name))
    return -ENOENT;
  json_t *told = json_pack("{s:s, s:O*}", "name", name, "value", value);
  if (!told)
    return TASK_ENOMEM;
  int failed =
      value ? json_object_set(store->values, name, value) : json_object_del(store->values, name);
  if (failed) {
    json_decref(told);
    return TASK_ENOMEM;
  }
  tell(store, told);
  return 0;
}

int store_put(struct store *store, const char *name, json_t *value, cancel_token token) {
  int status = task_mutex_lock(&store->lock, token);
  if (status != 0)
    return status;
  status = change(store, name, value);
  task_mutex_unlock(&store->lock);
  return status;
}

// --- changes ------------------------------------------------------------------------------------

// Waits for the change number `next`, for the caller to json_decref().
static int next_change(struct store *store, unsigned long next, json_t **change,
                       cancel_token token) {
  int status = task_mutex_lock(&store->lock, token);
  if (status != 0)
    return status;
  while (status == 0 && !store->ended && store->change_count == next)
    status = task_condition_wait(&store->changed, &store->lock, token);
  if (status == 0 && store->change_count == next)
    status = TASK_ECLOSED;
  else if (status == 0 && store->change_count - next > CHANGES_KEPT)
    status = -EOVERFLOW;
  if (status == 0)
    *change = json_incref(store->changes[next % CHANGES_KEPT]);
  task_mutex_unlock(&store->lock);
  return status;
}

static int follow(task_stream *stream, void *arg, cancel_token token) {
  struct follower *follower = arg;
  json_t *change;
  int status;
  while ((status = next_change(follower->store, follower->next, &change, token)) == 0) {
    follower->next++;
    status = task_stream_yield(stream, &change);
    json_decref(change);
    if (status != 0)
      break;
  }
  return status == TASK_ECLOSED ? 0 : status;
}

task_stream *store_follow(struct store *store, struct follower *follower, cancel_token token) {
  if (task_mutex_lock(&store->lock, token) != 0)
    return NULL;
  *follower = (struct follower){store, store->change_count};
  task_mutex_unlock(&store->lock);
  return task_stream_create(follow, follower, sizeof(json_t *), token);
}

int store_end_changes(struct store *store, cancel_token token) {
  int status = task_mutex_lock(&store->lock, token);
  if (status != 0)
    return status;
  store->ended = true;
  task_condition_broadcast(&store->changed);
  task_mutex_unlock(&store->lock);
  return 0;
}
