// The second lock is behind a table with one function, or with one of several.
#include <pthread.h>

struct sink {
  void (*flush)(void);
  void (*close)(void);
};

static pthread_mutex_t queue = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t file = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t pipe_lock = PTHREAD_MUTEX_INITIALIZER;

static void flush_file(void) {
  pthread_mutex_lock(&file);
  pthread_mutex_unlock(&file);
}

static void close_file(void) {
  pthread_mutex_lock(&pipe_lock);
  pthread_mutex_unlock(&pipe_lock);
}

static void close_nothing(void) {}

static const struct sink sinks[] = {{flush_file, close_file}, {flush_file, close_nothing}};

void push_bad(const struct sink *sink) {
  pthread_mutex_lock(&queue);
  sink->flush(); // expect: lock-inversion "`queue` and `file`"
  pthread_mutex_unlock(&queue);
}

void rotate(void) {
  pthread_mutex_lock(&file);
  pthread_mutex_lock(&queue);
  pthread_mutex_unlock(&queue);
  pthread_mutex_unlock(&file);
}

void close_ok(const struct sink *sink) {
  pthread_mutex_lock(&queue);
  sink->close();
  pthread_mutex_unlock(&queue);
}

void pipe_ok(void) {
  pthread_mutex_lock(&pipe_lock);
  pthread_mutex_lock(&queue);
  pthread_mutex_unlock(&queue);
  pthread_mutex_unlock(&pipe_lock);
}

int main(void) {
  push_bad(&sinks[0]);
  close_ok(&sinks[1]);
  return 0;
}
