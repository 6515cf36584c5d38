// As much of libuv's header as the program needs; the contract knows it by its name.
#ifndef UV_H
#define UV_H

typedef struct {
  int held;
} uv_mutex_t;
typedef struct {
  int held;
} uv_rwlock_t;

int uv_mutex_init(uv_mutex_t *handle);
int uv_mutex_init_recursive(uv_mutex_t *handle);
void uv_mutex_lock(uv_mutex_t *handle);
void uv_mutex_unlock(uv_mutex_t *handle);
void uv_rwlock_rdlock(uv_rwlock_t *rwlock);
void uv_rwlock_rdunlock(uv_rwlock_t *rwlock);
void uv_rwlock_wrlock(uv_rwlock_t *rwlock);
void uv_rwlock_wrunlock(uv_rwlock_t *rwlock);

#endif
