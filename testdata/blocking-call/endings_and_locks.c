// What is done on the way to the end of the program blocks nobody; a lock that the program has made
// for itself is a lock.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <taskrt/task.h>
#include <unistd.h>

// Assertions: the log is written, and the program ends.
_Noreturn static void failed_ok(const char *what) {
  FILE *log = fopen("log", "a");
  if (log) {
    fputs(what, log);
    fclose(log);
  }
  abort();
}

static void complain_bad(const char *what) {
  FILE *log = fopen("log", "a"); // expect: blocking-call "`fopen`"
  if (log) {
    fputs(what, log);
    fclose(log); // expect: blocking-call "`fclose`"
  }
}

// Readers and a writer.
struct own_lock {
  pthread_mutex_t mutex;
  pthread_cond_t gone;
  int readers, writing;
};

static void own_rdlock_ok(struct own_lock *own) {
  pthread_mutex_lock(&own->mutex);
  while (own->writing)
    pthread_cond_wait(&own->gone, &own->mutex);
  own->readers++;
  pthread_mutex_unlock(&own->mutex);
}

static void wait_for_readers_bad(struct own_lock *own) {
  pthread_mutex_lock(&own->mutex);
  while (own->readers)
    pthread_cond_wait(&own->gone, &own->mutex); // expect: blocking-call "`pthread_cond_wait`"
  pthread_mutex_unlock(&own->mutex);
}

static int work(void *arg, cancel_token token, void *result) {
  struct own_lock *own = arg;
  if (!own)
    failed_ok("no lock");
  own_rdlock_ok(own);
  wait_for_readers_bad(own);
  complain_bad("done");
  return cancel_check(token);
}

int start(struct own_lock *own) {
  return task_wait(task_run(work, own, 0, CANCEL_NONE));
}
