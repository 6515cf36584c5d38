// Counters that are global variables, and atomic ones.
#include <stdatomic.h>
#include <taskrt.h>

static int open_files;
static atomic_int open_sockets;
static _Atomic unsigned open_pipes;

static int file_bad(void *arg, cancel_token token, void *result) {
  ++open_files; // expect: late-join-count "counts itself in `open_files`"
  int status = task_delay(1, token);
  --open_files;
  return status;
}

static int socket_bad(void *arg, cancel_token token, void *result) {
  atomic_fetch_add(&open_sockets, 1); // expect: late-join-count "counts itself in `open_sockets`"
  int status = task_delay(1, token);
  atomic_fetch_sub(&open_sockets, 1);
  return status;
}

static int pipe_bad(void *arg, cancel_token token, void *result) {
  open_pipes++; // expect: late-join-count "counts itself in `open_pipes`"
  int status = task_delay(1, token);
  open_pipes--;
  return status;
}

static int all(void *arg, cancel_token token, void *result) {
  task_detach(task_run(file_bad, NULL, 0, token), NULL, NULL);
  task_detach(task_run(socket_bad, NULL, 0, token), NULL, NULL);
  task_detach(task_run(pipe_bad, NULL, 0, token), NULL, NULL);
  while (open_files > 0)
    task_yield();
  while (atomic_load(&open_sockets) != 0)
    task_yield();
  while (open_pipes)
    task_yield();
  return 0;
}

int main(void) {
  return task_wait(task_run(all, NULL, 0, CANCEL_NONE));
}
