// Locks that are taken in both orders, taken twice, or released twice.
#include <pthread.h>
#include <taskrt/mutex.h>
#include <taskrt/task.h>

static pthread_mutex_t stock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t prices = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t names = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t dates = PTHREAD_MUTEX_INITIALIZER;
static int items, price;

static void reprice(void) {
  pthread_mutex_lock(&prices);
  price++;
  pthread_mutex_unlock(&prices);
}

void both_orders_1(void) {
  pthread_mutex_lock(&stock); // bug: both_orders
  reprice();                  // takes `prices`
  items++;
  pthread_mutex_unlock(&stock);
}

void both_orders_2(void) {
  pthread_mutex_lock(&prices); // bug: both_orders
  pthread_mutex_lock(&stock);
  items--;
  pthread_mutex_unlock(&stock);
  pthread_mutex_unlock(&prices);
}

void taken_twice(int level) {
  pthread_mutex_lock(&log_lock); // bug: taken_twice
  if (level > 0)
    pthread_mutex_lock(&log_lock);
  items++;
  pthread_mutex_unlock(&log_lock);
}

void one_order(void) {
  pthread_mutex_lock(&names);
  pthread_mutex_lock(&dates);
  items++;
  pthread_mutex_unlock(&dates);
  pthread_mutex_unlock(&names);
}

void one_order_freed_first(void) {
  pthread_mutex_lock(&names);
  pthread_mutex_lock(&dates);
  items--;
  pthread_mutex_unlock(&names);
  price--;
  pthread_mutex_unlock(&dates);
}

void one_after_the_other(void) {
  pthread_mutex_lock(&dates);
  items++;
  pthread_mutex_unlock(&dates);
  pthread_mutex_lock(&names);
  items++;
  pthread_mutex_unlock(&names);
}
