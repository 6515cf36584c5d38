// Returns in loops, in switches, behind && and ||, and two locks of which one is forgotten.
#include <pthread.h>

struct pair {
  pthread_mutex_t first, second;
  int values[8];
};

int loop_bad(struct pair *pair, int wanted) {
  pthread_mutex_lock(&pair->first); // expect: leaked-lock "`pair->first`"
  for (int i = 0; i < 8; i++)
    if (pair->values[i] == wanted)
      return i; // note: "the function returns here"
  pthread_mutex_unlock(&pair->first);
  return -1;
}

int turn_bad(struct pair *pair) {
  int sum = 0;
  for (int i = 0; i < 8; i++) {
    pthread_mutex_lock(&pair->first); // expect: leaked-lock "`pair->first`"
    if (pair->values[i] < 0)
      break;
    sum += pair->values[i];
    pthread_mutex_unlock(&pair->first);
  }
  return sum;
}

int switch_bad(struct pair *pair, int kind) {
  pthread_mutex_lock(&pair->first); // expect: leaked-lock "`pair->first`"
  switch (kind) {
  case 0:
    pair->values[0] = 1;
    break;
  case 1:
    return -1;
  default:
    pthread_mutex_unlock(&pair->first);
    return 1;
  }
  pthread_mutex_unlock(&pair->first);
  return 1;
}

int both_bad(struct pair *pair) {
  pthread_mutex_lock(&pair->first);
  pthread_mutex_lock(&pair->second); // expect: leaked-lock "`pair->second`"
  if (pair->values[0] < 0 || pair->values[1] < 0) {
    pthread_mutex_unlock(&pair->first);
    return -1;
  }
  pthread_mutex_unlock(&pair->second);
  pthread_mutex_unlock(&pair->first);
  return 0;
}

int turn_ok(struct pair *pair) {
  int sum = 0;
  for (;;) {
    pthread_mutex_lock(&pair->first);
    if (pair->values[0] < 0)
      break;
    sum += pair->values[0]--;
    pthread_mutex_unlock(&pair->first);
  }
  pthread_mutex_unlock(&pair->first);
  return sum;
}
