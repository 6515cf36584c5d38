// silent
// What is combined is consumed: arrays filled in every usual way, then awaited as one task.
#include <stddef.h>
#include <taskrt/task.h>

enum { SHARDS = 4 };

struct query {
  void *shards[SHARDS];
  task *pending[SHARDS];
  size_t started;
};

static int query_shard(void *arg, cancel_token token, void *result) {
  return task_delay(12, token);
}

static task *start_shard(void *shard, cancel_token token) {
  return task_start(query_shard, shard, sizeof(long), token);
}

int query_all_ok(void **shards, long totals[SHARDS]) {
  task *pending[SHARDS];
  for (int i = 0; i < SHARDS; i++)
    pending[i] = task_run(query_shard, shards[i], sizeof(long), CANCEL_NONE);
  return task_await(task_when_all(pending, SHARDS), totals);
}

int query_counted_ok(void **shards, size_t count, cancel_token token) {
  task *pending[SHARDS];
  size_t started = 0;
  while (started < count && started < SHARDS) {
    pending[started] = start_shard(shards[started], token);
    started++;
  }
  task *all = task_when_all(pending, started);
  return task_await(all, NULL);
}

int query_selected_ok(void **shards, const int *wanted) {
  task *pending[SHARDS];
  size_t started = 0;
  for (int i = 0; i < SHARDS; i++) {
    if (wanted[i])
      pending[started++] = task_run(query_shard, shards[i], 0, CANCEL_NONE);
  }
  return task_await(task_when_all(pending, started), NULL);
}

// The task of one shard passes through a local variable first.
int query_checked_ok(void **shards) {
  task *pending[SHARDS];
  size_t started = 0;
  for (int i = 0; i < SHARDS; i++) {
    task *shard = task_run(query_shard, shards[i], 0, CANCEL_NONE);
    if (!shard)
      break;
    pending[started++] = shard;
  }
  return task_await(task_when_all(pending, started), NULL);
}

int query_initialised_ok(void *left, void *right) {
  task *pending[] = {start_shard(left, CANCEL_NONE), start_shard(right, CANCEL_NONE)};
  return task_await(task_when_all(pending, sizeof pending / sizeof *pending), NULL);
}

int query_in_struct_ok(void **shards) {
  struct query query = {0};
  for (int i = 0; i < SHARDS; i++) {
    query.shards[i] = shards[i];
    query.pending[query.started++] = task_run(query_shard, query.shards[i], 0, CANCEL_NONE);
  }
  return task_await(task_when_all(query.pending, query.started), NULL);
}

// Combined tasks can be combined again, returned and detached.
task *query_twice_ok(void **shards, cancel_token token) {
  task *first[2] = {start_shard(shards[0], token), start_shard(shards[1], token)};
  task *second[2] = {start_shard(shards[2], token), start_shard(shards[3], token)};
  task *both[2] = {task_when_all(first, 2), task_when_all(second, 2)};
  return task_when_all(both, 2);
}

void query_in_background_ok(void **shards) {
  task *pending[SHARDS];
  for (int i = 0; i < SHARDS; i++)
    pending[i] = task_run(query_shard, shards[i], 0, CANCEL_NONE);
  task_detach(task_when_all(pending, SHARDS), NULL, NULL);
}

int query_one(void *shard) {
  task *pending = start_shard(shard, CANCEL_NONE);
  // async-lint: allow(needless-task) the number of shards is a setting
  return task_await(task_when_all(&pending, 1), NULL);
}
