// silent
// Functions that return with the lock held on purpose, and paths that end or hand it on.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

struct entry {
  struct entry *next;
  pthread_mutex_t lock;
  int key, closed;
};

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry *entries;

// Every path holds it.
void list_open(void) {
  pthread_mutex_lock(&list_lock);
}

void list_done(void) {
  pthread_mutex_unlock(&list_lock);
}

// Held exactly on success: 0, a pointer, true, 1.
int list_start(int limit) {
  pthread_mutex_lock(&list_lock);
  if (limit > 0)
    return 0;
  pthread_mutex_unlock(&list_lock);
  return -1;
}

bool list_try(int limit) {
  pthread_mutex_lock(&list_lock);
  if (limit > 0)
    return true;
  pthread_mutex_unlock(&list_lock);
  return false;
}

int list_poll(int limit) {
  pthread_mutex_lock(&list_lock);
  if (limit > 0)
    return 1;
  pthread_mutex_unlock(&list_lock);
  return 0;
}

struct entry *find(int key) {
  pthread_mutex_lock(&list_lock);
  for (struct entry *entry = entries; entry; entry = entry->next)
    if (entry->key == key) {
      pthread_mutex_lock(&entry->lock);
      pthread_mutex_unlock(&list_lock);
      if (!entry->closed)
        return entry;
      pthread_mutex_unlock(&entry->lock);
      return NULL;
    }
  pthread_mutex_unlock(&list_lock);
  return NULL;
}

// The caller says whether it is kept.
int look(int key, bool keep) {
  int found = 0;
  pthread_mutex_lock(&list_lock);
  if (!entries) {
    if (!keep)
      pthread_mutex_unlock(&list_lock);
    return 0;
  }
  found = entries->key == key;
  if (!keep)
    pthread_mutex_unlock(&list_lock);
  return found;
}

// The path ends with the program.
static void fatal(void) {
  abort();
}

int check(int key) {
  pthread_mutex_lock(&list_lock);
  if (key < 0)
    fatal();
  if (!entries)
    exit(1);
  pthread_mutex_unlock(&list_lock);
  return key;
}

// Looks at what the lock function says.
int careful(void) {
  if (pthread_mutex_lock(&list_lock) != 0)
    return -1;
  pthread_mutex_unlock(&list_lock);
  return 0;
}

// Let go of for a while: the lock is the caller's.
void relax(struct entry *entry) {
  pthread_mutex_unlock(&entry->lock);
  entry->key++;
  pthread_mutex_lock(&entry->lock);
}

// Every name of the enumeration has a case, so that no other way leads past the switch.
enum phase { FRESH, READY, GONE };

struct session {
  pthread_mutex_t lock;
  int turns;
};

void session_turn(struct session *session, enum phase phase) {
  pthread_mutex_lock(&session->lock);
  switch (phase) {
  case FRESH:
  case READY:
    session->turns++;
    pthread_mutex_unlock(&session->lock);
    break;
  case GONE:
    pthread_mutex_unlock(&session->lock);
  }
}
