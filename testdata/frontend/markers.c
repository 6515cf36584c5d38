// Words before a name that are neither C nor its type: macros that expand to nothing are kept.
#define coroutine_fn
#define GRAPH_RDLOCK
#define EXPORT __attribute__((visibility("default")))
typedef struct driver driver;
struct driver {
  int coroutine_fn (*read)(driver *d, int n);
  int (*open)(driver *d);
};
typedef void coroutine_fn entry(void *opaque);
EXPORT int coroutine_fn load(driver *d);
int load(driver *d) {
  return d->open(d);
}
// the next one is no coroutine_fn
static unsigned long plain(void) {
  return 1;
}
/* nor is this a coroutine_fn */ static int commented(void) {
  return 2;
}
static driver *coroutine_fn GRAPH_RDLOCK
next(driver *d) {
  return d;
}
coroutine_fn static inline const driver *first(driver *d, entry *run) {
#define coroutine_fn_like 1
  run(d);
  return d;
}
#define coroutine_fn_too 1
int last(driver *d) {
  return d->read(d, load(d)) + (next(d) == first(d, 0)) + (int)plain() + commented();
}
