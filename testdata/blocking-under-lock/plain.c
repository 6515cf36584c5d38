// Threads sleep, wait and talk to the network under locks that tasks take.
#include <pthread.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <taskrt/task.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static int value;

static int work(void *arg, cancel_token token, void *result) {
  pthread_mutex_lock(&lock); // note: "`work` takes this lock where tasks run"
  value++;
  pthread_mutex_unlock(&lock);
  pthread_rwlock_rdlock(&table);
  value++;
  pthread_rwlock_unlock(&table);
  return cancel_check(token);
}

void sleep_bad(void) {
  pthread_mutex_lock(&lock);
  sleep(1); // expect: blocking-under-lock "`sleep` blocks while `lock` is held"
  pthread_mutex_unlock(&lock);
}

void wait_bad(pid_t child) {
  int status;
  pthread_rwlock_wrlock(&table);
  waitpid(child, &status, 0); // expect: blocking-under-lock "`waitpid` blocks while `table`"
  pthread_rwlock_unlock(&table);
}

ssize_t receive_bad(int fd, char *out) {
  pthread_mutex_lock(&lock);
  ssize_t length = recv(fd, out, 10, 0); // expect: blocking-under-lock "`recv`"
  pthread_mutex_unlock(&lock);
  return length;
}

void join_bad(pthread_t thread) {
  pthread_mutex_lock(&lock);
  pthread_join(thread, NULL); // expect: blocking-under-lock "`pthread_join`"
  pthread_mutex_unlock(&lock);
}

void sleep_ok(void) {
  pthread_mutex_lock(&lock);
  value = 0;
  pthread_mutex_unlock(&lock);
  sleep(1);
}

int main(void) {
  task *running = task_run(work, NULL, 0, CANCEL_NONE);
  sleep_bad();
  return task_wait(running);
}
