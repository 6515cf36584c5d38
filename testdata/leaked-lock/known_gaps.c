// What the rule misses, each for the reason its page gives.
#include <pthread.h>
#include <stddef.h>

struct item {
  pthread_mutex_t lock;
  struct item *next;
  int value, locked;
};

// No path releases, and nobody here shows that others do not: another file may.
void fn_never(struct item *item) {
  pthread_mutex_lock(&item->lock);
  item->value++;
}

// The pointer gets another value while the lock is held.
void fn_walking(struct item *item) {
  pthread_mutex_lock(&item->lock);
  if (item->value < 0) {
    item = item->next;
    return;
  }
  pthread_mutex_unlock(&item->lock);
}

// Elements of an array.
int fn_elements(pthread_mutex_t *locks, int i) {
  pthread_mutex_lock(&locks[i]);
  if (i > 3)
    return -1;
  pthread_mutex_unlock(&locks[i]);
  return 0;
}

// A member says that the lock is held, and nobody here asks.
int fp_member(struct item *item) {
  pthread_mutex_lock(&item->lock); // expect: leaked-lock
  item->locked = 1;
  if (item->value > 0)
    return 0;
  item->locked = 0;
  pthread_mutex_unlock(&item->lock);
  return 0;
}

// Held exactly on success, which looks like a function that locks for its caller.
int fn_on_success(struct item *item) {
  pthread_mutex_lock(&item->lock);
  if (item->value > 0) {
    item->value--;
    return 0;
  }
  pthread_mutex_unlock(&item->lock);
  return -1;
}

// The lock is let go of by another name: `found` may be what is locked.
int fn_other_name(struct item *items, int count) {
  struct item *found = NULL;
  for (int i = 0; i < count; i++) {
    struct item *item = &items[i];
    pthread_mutex_lock(&item->lock);
    if (item->value < 0) {
      found = item;
      break;
    }
  }
  if (found)
    pthread_mutex_unlock(&found->lock);
  return 0;
}

// One lock is handed on for another: which one is held in the end is not known.
int fn_hand_over_hand(struct item *item) {
  pthread_mutex_lock(&item->lock);
  while (item->next) {
    struct item *next = item->next;
    pthread_mutex_lock(&next->lock);
    item = next;
  }
  pthread_mutex_unlock(&item->lock);
  return 0;
}

// Taken again while it is held: told as such, and not as a leak.
void taken_again_bad(struct item *item) {
  pthread_mutex_lock(&item->lock);
  item->value++;
  pthread_mutex_lock(&item->lock); // expect: double-lock
  item->value--;
  pthread_mutex_unlock(&item->lock);
}

// Another object's lock is released, and that object may be this one.
struct branch {
  pthread_mutex_t lock;
  struct branch *main;
  int clerks;
};

static void leave(struct branch *branch) {
  branch->clerks++;
  pthread_mutex_unlock(&branch->lock);
}

void fn_maybe_same(struct branch *branch) {
  pthread_mutex_lock(&branch->lock);
  if (branch->main)
    leave(branch->main);
}

// Whoever locks for others is there, so somebody is taken to release it.
static pthread_mutex_t list = PTHREAD_MUTEX_INITIALIZER;

void list_lock(void) {
  pthread_mutex_lock(&list);
}

void list_unlock(void) {
  pthread_mutex_unlock(&list);
}

int fn_others_release(const struct item *item) {
  pthread_mutex_lock(&list);
  return item->value;
}

// A thread that was started releases a lock like this one: it may be handed on.
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *pass_gate(void *arg) {
  pthread_mutex_unlock(&gate);
  return arg;
}

int fn_thread(int size, pthread_t *thread) {
  pthread_mutex_lock(&gate);
  if (size > 3)
    return 0;
  return pthread_create(thread, NULL, pass_gate, NULL) != 0;
}

// One of several functions behind a pointer, so that callers may hold it and may not.
struct sink {
  void (*close)(void);
};

static pthread_mutex_t pipe_lock = PTHREAD_MUTEX_INITIALIZER;

static void fn_close_file(void) {
  pthread_mutex_lock(&pipe_lock);
}

static void close_nothing(void) {}

void close_sink(const struct sink *sink) {
  sink->close();
}

const struct sink sinks[] = {{fn_close_file}, {close_nothing}};

// Its name says that it locks.
int fn_second_lock(struct item *item) {
  pthread_mutex_lock(&item->lock);
  if (item->value > 0)
    return -1;
  pthread_mutex_unlock(&item->lock);
  return -1;
}
