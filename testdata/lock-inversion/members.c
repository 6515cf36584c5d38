// Members of types: whichever objects they are in.
#include <pthread.h>

struct user {
  pthread_mutex_t lock;
  int count;
};

struct group {
  pthread_mutex_t lock;
  struct user *first;
};

void add_bad(struct group *group, struct user *user) {
  pthread_mutex_lock(&group->lock);
  pthread_mutex_lock(&user->lock); // expect: lock-inversion "`group->lock` and `user->lock`"
  group->first = user;
  pthread_mutex_unlock(&user->lock);
  pthread_mutex_unlock(&group->lock);
}

void move(struct user *member, struct group *to) {
  pthread_mutex_lock(&member->lock);
  pthread_mutex_lock(&to->lock);
  to->first = member;
  pthread_mutex_unlock(&to->lock);
  pthread_mutex_unlock(&member->lock);
}
