// silent
// One order everywhere; the first released before the second; attempts; read locks; a third lock
// around both; parent and child of one type.
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER, d = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t r = PTHREAD_RWLOCK_INITIALIZER, s = PTHREAD_RWLOCK_INITIALIZER;

void a_then_b(void) {
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b);
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
}

void one_after_the_other(void) {
  pthread_mutex_lock(&b);
  pthread_mutex_unlock(&b);
  pthread_mutex_lock(&a);
  pthread_mutex_unlock(&a);
}

void attempt(void) {
  pthread_mutex_lock(&b);
  if (pthread_mutex_trylock(&a) == 0)
    pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&b);
}

void gated_one(void) {
  pthread_mutex_lock(&gate);
  pthread_mutex_lock(&c);
  pthread_mutex_lock(&d);
  pthread_mutex_unlock(&d);
  pthread_mutex_unlock(&c);
  pthread_mutex_unlock(&gate);
}

void gated_other(void) {
  pthread_mutex_lock(&gate);
  pthread_mutex_lock(&d);
  pthread_mutex_lock(&c);
  pthread_mutex_unlock(&c);
  pthread_mutex_unlock(&d);
  pthread_mutex_unlock(&gate);
}

void readers_one(void) {
  pthread_rwlock_rdlock(&r);
  pthread_rwlock_rdlock(&s);
  pthread_rwlock_unlock(&s);
  pthread_rwlock_unlock(&r);
}

void readers_other(void) {
  pthread_rwlock_rdlock(&s);
  pthread_rwlock_rdlock(&r);
  pthread_rwlock_unlock(&r);
  pthread_rwlock_unlock(&s);
}

struct node {
  struct node *parent;
  pthread_mutex_t lock;
};

void climb(struct node *node) {
  pthread_mutex_lock(&node->lock);
  pthread_mutex_lock(&node->parent->lock);
  pthread_mutex_unlock(&node->parent->lock);
  pthread_mutex_unlock(&node->lock);
}

void descend(struct node *node) {
  pthread_mutex_lock(&node->parent->lock);
  pthread_mutex_lock(&node->lock);
  pthread_mutex_unlock(&node->lock);
  pthread_mutex_unlock(&node->parent->lock);
}

// The callee lets go of what is held here, which it knows by another name.
struct worker {
  pthread_mutex_t lock;
  int paused;
};

static struct worker *workers;
static pthread_mutex_t all_workers = PTHREAD_MUTEX_INITIALIZER;

static void wait_until_resumed(struct worker *worker) {
  if (!worker->paused)
    return;
  pthread_mutex_unlock(&worker->lock);
  pthread_mutex_lock(&all_workers);
  pthread_mutex_unlock(&all_workers);
  pthread_mutex_lock(&worker->lock);
}

static void first_worker_turn(void) {
  wait_until_resumed(&workers[0]);
}

void worker_run_ok(unsigned index) {
  struct worker *worker = &workers[index];
  pthread_mutex_lock(&worker->lock);
  first_worker_turn();
  pthread_mutex_unlock(&worker->lock);
}

void pause_ok(struct worker *worker) {
  pthread_mutex_lock(&all_workers);
  pthread_mutex_lock(&worker->lock);
  worker->paused = 1;
  pthread_mutex_unlock(&worker->lock);
  pthread_mutex_unlock(&all_workers);
}
