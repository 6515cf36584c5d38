// silent
// Recursive locks are made to be taken again.
#include <pthread.h>

struct tree {
  pthread_mutex_t lock;
  struct tree *left, *right;
  int depth;
};

int tree_init(struct tree *tree) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  int status = pthread_mutex_init(&tree->lock, &attributes);
  pthread_mutexattr_destroy(&attributes);
  return status;
}

void deepen_ok(struct tree *tree) {
  pthread_mutex_lock(&tree->lock);
  pthread_mutex_lock(&tree->lock);
  tree->depth++;
  pthread_mutex_unlock(&tree->lock);
  pthread_mutex_unlock(&tree->lock);
}
