// A function that takes and releases a lock is called while it is held.
#include <pthread.h>
#include <stdbool.h>

struct table {
  pthread_mutex_t lock;
  pthread_rwlock_t rows;
  int count, limit;
};

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;
static int registered;

static int table_count(struct table *table) {
  pthread_mutex_lock(&table->lock); // note: "and taken again here, in `table_count`"
  int count = table->count;
  pthread_mutex_unlock(&table->lock);
  return count;
}

int table_add_bad(struct table *table) {
  pthread_mutex_lock(&table->lock); // note: "`table->lock` is locked here"
  table->count++;
  int count = table_count(table); // expect: double-lock "`table->lock` is taken while it is held"
  pthread_mutex_unlock(&table->lock);
  return count;
}

int table_add_ok(struct table *table) {
  pthread_mutex_lock(&table->lock);
  table->count++;
  pthread_mutex_unlock(&table->lock);
  return table_count(table);
}

int table_move_ok(struct table *from, struct table *to) {
  pthread_mutex_lock(&from->lock);
  from->count -= table_count(to);
  pthread_mutex_unlock(&from->lock);
  return from->count;
}

// ---- through several calls, early returns, helpers ----

static bool table_is_full(struct table *table) {
  if (!table->limit)
    return table_count(table) > 1000;
  return table_count(table) >= table->limit;
}

static bool table_has_room(struct table *table) {
  bool full = table_is_full(table);
  return !full;
}

int table_fill_bad(struct table *table, int count) {
  int status = -1;
  pthread_mutex_lock(&table->lock);
  if (count < 0)
    goto out;
  while (count-- > 0 && table_has_room(table)) // expect: double-lock "`table->lock`"
    table->count++;
  status = 0;
out:
  pthread_mutex_unlock(&table->lock);
  return status;
}

static int register_one(int limit) {
  pthread_mutex_lock(&registry);
  if (registered >= limit) {
    pthread_mutex_unlock(&registry);
    return -1;
  }
  registered++;
  pthread_mutex_unlock(&registry);
  return 0;
}

int register_two_bad(int limit) {
  pthread_mutex_lock(&registry);
  int status = register_one(limit); // expect: double-lock "`registry` is taken while it is held"
  if (status == 0)
    status = register_one(limit); // expect: double-lock "`registry` is taken while it is held"
  pthread_mutex_unlock(&registry);
  return status;
}

// ---- no second taking ----

// Asks its caller.
static int table_size(struct table *table, bool locked) {
  if (!locked)
    pthread_mutex_lock(&table->lock);
  int count = table->count;
  if (!locked)
    pthread_mutex_unlock(&table->lock);
  return count;
}

int table_double_ok(struct table *table) {
  pthread_mutex_lock(&table->lock);
  table->count = 2 * table_size(table, true);
  pthread_mutex_unlock(&table->lock);
  return table->count;
}

// Lets go of the caller's lock for a while.
static void table_yield(struct table *table) {
  pthread_mutex_unlock(&table->lock);
  table->limit++;
  pthread_mutex_lock(&table->lock);
}

static int table_count_after(struct table *table) {
  pthread_mutex_unlock(&table->lock);
  int count = table_count(table);
  pthread_mutex_lock(&table->lock);
  return count;
}

int table_wait_ok(struct table *table) {
  pthread_mutex_lock(&table->lock);
  while (table->count == 0)
    table_yield(table);
  int count = table_count_after(table);
  pthread_mutex_unlock(&table->lock);
  return count;
}

// Takes it on some ways only.
static int table_peek(struct table *table) {
  return table->limit ? table_count(table) : 0;
}

int table_clear_ok(struct table *table) {
  pthread_mutex_lock(&table->lock);
  table->limit = 0;
  int count = table_peek(table);
  pthread_mutex_unlock(&table->lock);
  return count;
}

// An attempt gives up.
static int table_try_count(struct table *table) {
  int count = -1;
  if (pthread_mutex_trylock(&table->lock) == 0) {
    count = table->count;
    pthread_mutex_unlock(&table->lock);
  }
  return count;
}

int table_try_ok(struct table *table) {
  pthread_mutex_lock(&table->lock);
  int count = table_try_count(table);
  pthread_mutex_unlock(&table->lock);
  return count;
}

// Several may read.
static int rows_count(struct table *table) {
  pthread_rwlock_rdlock(&table->rows);
  int count = table->count;
  pthread_rwlock_unlock(&table->rows);
  return count;
}

int rows_twice_ok(struct table *table) {
  pthread_rwlock_rdlock(&table->rows);
  int count = rows_count(table);
  pthread_rwlock_unlock(&table->rows);
  return count;
}

// Held on some ways only.
int table_maybe_ok(struct table *table, bool alone) {
  if (!alone)
    pthread_mutex_lock(&table->lock);
  table->count++;
  if (!alone)
    pthread_mutex_unlock(&table->lock);
  return table_count(table);
}
