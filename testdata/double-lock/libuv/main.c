// libuv's mutexes and read-write locks.
#include "uv.h"

struct table {
  uv_mutex_t lock;
  uv_rwlock_t rows;
  int count;
};

int table_init(struct table *table) {
  table->count = 0;
  return uv_mutex_init(&table->lock);
}

static int table_count(struct table *table) {
  uv_mutex_lock(&table->lock);
  int count = table->count;
  uv_mutex_unlock(&table->lock);
  return count;
}

int table_add_bad(struct table *table) {
  uv_mutex_lock(&table->lock);
  table->count++;
  int count = table_count(table); // expect: double-lock "`table->lock` is taken while it is held"
  uv_mutex_unlock(&table->lock);
  return count;
}

int table_add_ok(struct table *table) {
  uv_mutex_lock(&table->lock);
  table->count++;
  uv_mutex_unlock(&table->lock);
  return table_count(table);
}

int table_read_ok(struct table *table) {
  uv_rwlock_rdlock(&table->rows);
  int count = table->count;
  uv_rwlock_rdunlock(&table->rows);
  return count;
}

void table_clear_bad(struct table *table) {
  uv_rwlock_wrlock(&table->rows);
  table->count = 0;
  uv_rwlock_wrunlock(&table->rows);
  uv_rwlock_wrunlock(&table->rows); // expect: double-lock "`table->rows` is released a second time"
}
