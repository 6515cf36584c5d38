// Helpers that lock and unlock; the one that releases is followed, so is the one that only looks.
#include <pthread.h>
#include <stdbool.h>

struct account {
  pthread_mutex_t lock;
  int balance;
  bool frozen;
};

static void account_lock(struct account *account) {
  pthread_mutex_lock(&account->lock);
}

static void account_unlock(struct account *account) {
  pthread_mutex_unlock(&account->lock);
}

static int fail(struct account *account, int status) {
  account->frozen = true;
  account_unlock(account);
  return status;
}

static int only_looks(struct account *account, int status) {
  return account->balance < 0 ? -2 : status;
}

int pay_bad(struct account *account, int amount) {
  account_lock(account); // expect: leaked-lock "`account->lock`"
  if (account->balance < amount)
    return only_looks(account, -1);
  account->balance -= amount;
  account_unlock(account);
  return 0;
}

int pay_ok(struct account *account, int amount) {
  account_lock(account);
  if (account->balance < amount)
    return fail(account, -1);
  account->balance -= amount;
  account_unlock(account);
  return 0;
}

// Locks when it returns 0.
static int open_account(struct account *account) {
  account_lock(account);
  if (!account->frozen)
    return 0;
  account_unlock(account);
  return -1;
}

int use_bad(struct account *account, int amount) {
  int status = open_account(account); // expect: leaked-lock "`account->lock`"
  if (status)
    return status;
  if (amount < 0)
    return -1;
  account->balance += amount;
  account_unlock(account);
  return 0;
}

int use_ok(struct account *account, int amount) {
  int status = open_account(account);
  if (status)
    return status;
  account->balance += amount;
  account_unlock(account);
  return 0;
}

int wrong_one_bad(struct account *from, struct account *to, int amount) {
  account_lock(from);
  account_lock(to); // expect: leaked-lock "`to->lock`"
  if (amount < 0) {
    account_unlock(from);
    return -1;
  }
  account_unlock(to);
  account_unlock(from);
  return 0;
}

// Two names of one lock: a main branch is its own main branch.
struct branch {
  pthread_mutex_t lock;
  struct branch *main;
  int clerks;
};

static void hand_over(struct branch *branch) {
  branch->clerks++;
  pthread_mutex_unlock(&branch->lock);
}

void merge_ok(struct branch *branch) {
  pthread_mutex_lock(&branch->lock);
  branch->clerks = 0;
  if (branch->main)
    hand_over(branch->main);
  else
    pthread_mutex_unlock(&branch->lock);
}
