// The pointer to the locked element is a variable of the loop, which goes out of scope with
// `break`.
#include <pthread.h>
#include <stddef.h>

struct account {
  pthread_mutex_t lock;
  int balance;
  struct account *next;
};

int break_bad(struct account *accounts, int count) {
  for (int i = 0; i < count; i++) {
    struct account *account = &accounts[i];
    pthread_mutex_lock(&account->lock); // expect: leaked-lock "`account->lock` is not released"
    if (account->balance < 0)           // note: "this is true"
      break;
    account->balance++;
    pthread_mutex_unlock(&account->lock);
  }
  return 0; // note: "returns here with `account->lock` held"
}

int continue_bad(struct account **accounts, int count) {
  int sum = 0;
  for (int i = 0; i < count; i++) {
    struct account *account = accounts[i];
    pthread_mutex_lock(&account->lock); // expect: leaked-lock
    if (account->balance < 0)
      return sum;
    sum += account->balance;
    pthread_mutex_unlock(&account->lock);
  }
  return sum;
}

int remembered_ok(struct account *accounts, int count) {
  struct account *found = NULL;
  for (int i = 0; i < count; i++) {
    struct account *account = &accounts[i];
    pthread_mutex_lock(&account->lock);
    if (account->balance < 0) {
      found = account;
      break;
    }
    pthread_mutex_unlock(&account->lock);
  }
  if (found)
    pthread_mutex_unlock(&found->lock);
  return 0;
}

int given_away_ok(struct account *accounts, int count, struct account **found) {
  for (int i = 0; i < count; i++) {
    struct account *account = &accounts[i];
    pthread_mutex_lock(&account->lock);
    if (account->balance < 0) {
      *found = account;
      break;
    }
    pthread_mutex_unlock(&account->lock);
  }
  return 0;
}

int index_remembered_ok(struct account *accounts, int count) {
  int found = -1;
  for (int i = 0; i < count; i++) {
    struct account *account = &accounts[i];
    pthread_mutex_lock(&account->lock);
    if (account->balance < 0) {
      found = i;
      break;
    }
    pthread_mutex_unlock(&account->lock);
  }
  if (found >= 0)
    pthread_mutex_unlock(&accounts[found].lock);
  return 0;
}

static void leave(struct account *account) {
  pthread_mutex_unlock(&account->lock);
}

int all_or_none_ok(struct account *accounts, int count) {
  int i;
  for (i = 0; i < count; i++) {
    struct account *account = &accounts[i];
    if (pthread_mutex_trylock(&account->lock))
      break;
    if (account->balance < 0) {
      pthread_mutex_unlock(&account->lock);
      break;
    }
  }
  if (i == count)
    return 0;
  while (i-- > 0)
    leave(&accounts[i]);
  return -1;
}

int hand_over_hand_ok(struct account *list) {
  struct account *at = list;
  pthread_mutex_lock(&at->lock);
  while (at->next) {
    struct account *next = at->next;
    pthread_mutex_lock(&next->lock);
    pthread_mutex_unlock(&at->lock);
    at = next;
  }
  int balance = at->balance;
  pthread_mutex_unlock(&at->lock);
  return balance;
}

// A list is walked: each element is locked in turn.
int walk_bad(struct account *list) {
  int sum = 0;
  for (struct account *at = list; at; at = at->next) {
    pthread_mutex_lock(&at->lock); // expect: leaked-lock "`at->lock` is not released on every path"
    if (at->balance < 0)           // note: "this is true"
      return -1;                   // note: "returns here with `at->lock` held"
    sum += at->balance;
    pthread_mutex_unlock(&at->lock);
  }
  return sum;
}

struct account *look_up_ok(struct account *list, int balance) {
  for (struct account *at = list; at; at = at->next) {
    pthread_mutex_lock(&at->lock);
    if (at->balance == balance)
      return at;
    pthread_mutex_unlock(&at->lock);
  }
  return NULL;
}

int look_ok(struct account *list, int balance, struct account **found) {
  struct account *at;
  for (at = list; at; at = at->next) {
    pthread_mutex_lock(&at->lock);
    if (at->balance == balance)
      break;
    pthread_mutex_unlock(&at->lock);
  }
  *found = at;
  return at ? 0 : -1;
}
