// As much of libuv's header as the program needs; the contract knows it by its name.
#ifndef UV_H
#define UV_H

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_async_s uv_async_t;
typedef void (*uv_async_cb)(uv_async_t *handle);

struct uv_async_s {
  void *data;
};
typedef struct {
  int held;
} uv_mutex_t;
typedef struct {
  int held;
} uv_rwlock_t;
typedef struct {
  int waiting;
} uv_cond_t;

int uv_async_init(uv_loop_t *, uv_async_t *async, uv_async_cb async_cb);
void uv_mutex_lock(uv_mutex_t *handle);
int uv_mutex_trylock(uv_mutex_t *handle);
void uv_mutex_unlock(uv_mutex_t *handle);
void uv_rwlock_rdlock(uv_rwlock_t *rwlock);
void uv_rwlock_rdunlock(uv_rwlock_t *rwlock);
void uv_rwlock_wrlock(uv_rwlock_t *rwlock);
void uv_rwlock_wrunlock(uv_rwlock_t *rwlock);
void uv_cond_wait(uv_cond_t *cond, uv_mutex_t *mutex);
void uv_cond_broadcast(uv_cond_t *cond);
int uv_cond_timedwait(uv_cond_t *cond, uv_mutex_t *mutex, unsigned long timeout);
void uv_sleep(unsigned int msec);

#endif
