#ifndef ANNOTATIONS_H
#define ANNOTATIONS_H
#define ASYNC_LINT(words) __attribute__((annotate("async-lint: " words)))
typedef struct task task;
ASYNC_LINT("blocks; instead load_async") int load(const char *path);
ASYNC_LINT("async") task *begin(task *parent ASYNC_LINT("takes"), int n);
int later(int n);
typedef void (*callback)(task *t ASYNC_LINT("borrows"), void *data) ASYNC_LINT("never blocks");
struct driver {
  ASYNC_LINT("may suspend") int (*read)(struct driver *d, task *t ASYNC_LINT("takes"));
  int (*plain)(int);
};
static inline int helper(int n) {
  return later(n) + 1;
}
#endif
