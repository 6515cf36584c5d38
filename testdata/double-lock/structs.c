// Locks of records: the same one, and another one of that kind.
#include <pthread.h>

struct part {
  pthread_mutex_t lock;
  struct part *next;
  int value;
};

void same_bad(struct part *part) {
  pthread_mutex_lock(&part->lock);
  part->value++;
  pthread_mutex_lock(&part->lock); // expect: double-lock "`part->lock`"
  pthread_mutex_unlock(&part->lock);
}

void next_ok(struct part *part) {
  pthread_mutex_lock(&part->lock);
  pthread_mutex_lock(&part->next->lock);
  part->next->value = part->value;
  pthread_mutex_unlock(&part->next->lock);
  pthread_mutex_unlock(&part->lock);
}

// The lock in between may be this one by another name.
void between_ok(struct part *part, struct part *other) {
  pthread_mutex_lock(&part->lock);
  pthread_mutex_unlock(&part->lock);
  pthread_mutex_lock(&other->lock);
  pthread_mutex_unlock(&part->lock);
}

// Here the pointer leads to another one.
void walk_ok(struct part *part) {
  pthread_mutex_lock(&part->lock);
  struct part *next = part->next;
  pthread_mutex_unlock(&part->lock);
  part = next;
  pthread_mutex_lock(&part->lock);
  part->value = 0;
  pthread_mutex_unlock(&part->lock);
}
