// Locks taken by helpers that return with them held, of a type of their own.
#include <pthread.h>

struct mutex {
  pthread_mutex_t os;
};

struct shelf {
  struct mutex lock;
};

struct book {
  struct mutex lock;
};

static void enter(struct mutex *mutex) {
  pthread_mutex_lock(&mutex->os);
}

static void leave(struct mutex *mutex) {
  pthread_mutex_unlock(&mutex->os);
}

void put_bad(struct shelf *shelf, struct book *book) {
  enter(&shelf->lock);
  enter(&book->lock); // expect: lock-inversion "`shelf->lock.os` and `book->lock.os`"
  leave(&book->lock);
  leave(&shelf->lock);
}

void take(struct shelf *shelf, struct book *book) {
  enter(&book->lock);
  enter(&shelf->lock);
  leave(&shelf->lock);
  leave(&book->lock);
}

// Two locks of the wrapper itself: nobody knows whose.
void any_ok(struct mutex *one, struct shelf *shelf) {
  enter(one);
  enter(&shelf->lock);
  leave(&shelf->lock);
  leave(one);
}

void other_ok(struct mutex *one, struct shelf *shelf) {
  enter(&shelf->lock);
  enter(one);
  leave(one);
  leave(&shelf->lock);
}
