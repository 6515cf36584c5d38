// What the rule misses, or reports without need, each for the reason its page gives.
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER;

// A circle of three.
void fn_first(void) {
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b);
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
}

void fn_second(void) {
  pthread_mutex_lock(&b);
  pthread_mutex_lock(&c);
  pthread_mutex_unlock(&c);
  pthread_mutex_unlock(&b);
}

void fn_third(void) {
  pthread_mutex_lock(&c);
  pthread_mutex_lock(&a);
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&c);
}

// Parent and child of one type.
struct node {
  struct node *parent;
  pthread_mutex_t lock, data;
};

void fn_climb(struct node *node) {
  pthread_mutex_lock(&node->lock);
  pthread_mutex_lock(&node->parent->lock);
  pthread_mutex_unlock(&node->parent->lock);
  pthread_mutex_unlock(&node->lock);
}

// Two objects that never meet.
void fp_left(struct node *node) {
  pthread_mutex_lock(&node->lock);
  pthread_mutex_lock(&node->data); // expect: lock-inversion
  pthread_mutex_unlock(&node->data);
  pthread_mutex_unlock(&node->lock);
}

void fp_right(struct node *other) {
  pthread_mutex_lock(&other->data);
  pthread_mutex_lock(&other->lock);
  pthread_mutex_unlock(&other->lock);
  pthread_mutex_unlock(&other->data);
}
