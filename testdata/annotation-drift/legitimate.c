// silent
// Contracts that hold, and those that say more than the body shows.
#include <sys/wait.h>
#include <taskrt/task.h>
#include <unistd.h>

ASYNC_LINT("takes work") int finish_ok(task *work, int now);

int finish_ok(task *work, int now) {
  if (now)
    return task_wait(work);
  task_detach(work, NULL, NULL);
  return 0;
}

// On success only: the caller keeps it when it fails.
struct queue {
  task *items[8];
  unsigned count;
};

ASYNC_LINT("takes work on success; status") int push_ok(struct queue *queue, task *work);

int push_ok(struct queue *queue, task *work) {
  if (queue->count == 8)
    return -1;
  queue->items[queue->count++] = work;
  return 0;
}

ASYNC_LINT("borrows work") int peek_ok(task *work);

int peek_ok(task *work) {
  return task_is_done(work);
}

// What a later version may do.
ASYNC_LINT("suspends; blocks") int load_ok(int fd);

int load_ok(int fd) {
  return fd;
}

// `blocks` may be a long computation.
ASYNC_LINT("blocks") unsigned digest_ok(const unsigned char *data, unsigned size);

unsigned digest_ok(const unsigned char *data, unsigned size) {
  unsigned sum = 0;
  for (unsigned i = 0; i < size; i++)
    sum = sum * 31 + data[i];
  return sum;
}

// ... or something nobody can see.
extern int backend_store(const char *key);

ASYNC_LINT("blocks") int store_ok(const char *key);

int store_ok(const char *key) {
  return backend_store(key);
}

// ... or what this platform does not need.
ASYNC_LINT("blocks") int lock_file_ok(int fd);

int lock_file_ok(int fd) {
  return 0;
}

ASYNC_LINT("blocks") int reap_ok(pid_t child);

int reap_ok(pid_t child) {
  int status;
  return waitpid(child, &status, 0) == child ? status : -1;
}

// Not claimed is not denied.
ASYNC_LINT("status") int both_ok(task *work);

int both_ok(task *work) {
  sleep(1);
  return task_wait(work);
}

ASYNC_LINT("plain") int half_ok(int number);

int half_ok(int number) {
  return number / 2;
}

// The author knows better.
ASYNC_LINT("suspends never; blocks") int drain_ok(task *work);

int drain_ok(task *work) {
  return task_await(work, NULL);
}
