// What is asked when the lock is taken is asked again when it is released.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { SHARED = 4 };

struct zone {
  pthread_mutex_t lock;
  struct zone *outer;
  unsigned flags;
  int serial;
};

void refresh(struct zone *zone);

// A lock is taken through the pointer, so that it is not NULL.
int pointer_ok(struct zone *zone) {
  struct zone *outer = NULL;
  if (zone->serial > 0) {
    outer = zone->outer;
    pthread_mutex_lock(&outer->lock);
  }
  int serial = zone->serial;
  if (outer)
    pthread_mutex_unlock(&outer->lock);
  return serial;
}

int pointer_bad(struct zone *zone) {
  struct zone *outer = NULL;
  if (zone->serial > 0) {
    outer = zone->outer;
    pthread_mutex_lock(&outer->lock); // expect: leaked-lock "`outer->lock`"
  }
  if (zone->flags & SHARED)
    outer = NULL;
  if (zone->serial > 1)
    return -1;
  if (outer)
    pthread_mutex_unlock(&outer->lock);
  return 0;
}

// A function that only looks says the same when it is asked again.
static bool is_inner(const struct zone *zone) {
  if (zone->outer != NULL)
    return true;
  return false;
}

int predicate_ok(struct zone *zone) {
  if (is_inner(zone))
    pthread_mutex_lock(&zone->outer->lock);
  refresh(zone);
  if (is_inner(zone))
    pthread_mutex_unlock(&zone->outer->lock);
  return zone->serial;
}

int predicate_bad(struct zone *zone) {
  if (is_inner(zone))
    pthread_mutex_lock(&zone->lock); // expect: leaked-lock "`zone->lock`"
  refresh(zone);
  if (is_inner(zone->outer))
    pthread_mutex_unlock(&zone->lock);
  return zone->serial;
}

static int counted;

static bool is_odd_turn(const struct zone *zone) {
  counted++;
  return (counted & 1) && zone->serial;
}

int counting_bad(struct zone *zone) {
  if (is_odd_turn(zone))
    pthread_mutex_lock(&zone->lock); // expect: leaked-lock "`zone->lock`"
  refresh(zone);
  if (is_odd_turn(zone))
    pthread_mutex_unlock(&zone->lock);
  return zone->serial;
}

// The member is copied for each question.
int copied_ok(struct zone *zone) {
  do {
    unsigned flags = zone->flags;
    if (flags & SHARED)
      pthread_mutex_lock(&zone->lock);
  } while (0);
  refresh(zone);
  do {
    unsigned flags = zone->flags;
    if (flags & SHARED)
      pthread_mutex_unlock(&zone->lock);
  } while (0);
  return 0;
}

int copied_from_data_ok(void *data) {
  struct zone *zone = data;
  unsigned before = zone->flags;
  if (before & SHARED)
    pthread_mutex_lock(&zone->lock);
  refresh(zone);
  unsigned after = zone->flags;
  if (after & SHARED)
    pthread_mutex_unlock(&zone->lock);
  return 0;
}

int copied_bad(struct zone *zone) {
  unsigned before = zone->flags;
  if (before & SHARED)
    pthread_mutex_lock(&zone->lock); // expect: leaked-lock "`zone->lock`"
  zone->flags = 0;
  unsigned after = zone->flags;
  if (after & SHARED)
    pthread_mutex_unlock(&zone->lock);
  return 0;
}
