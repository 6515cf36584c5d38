// silent
// Blocking where blocking is meant to happen: main, threads, offload bodies, guarded branches.
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <taskrt/task.h>
#include <unistd.h>

static void load_settings(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file)
    return;
  char line[128];
  while (fgets(line, sizeof line, file))
    setenv("SETTING", line, 1);
  fclose(file);
}

static int hash_file_ok(void *arg, cancel_token token, void *result) {
  char buf[4096];
  unsigned sum = 0;
  FILE *file = fopen(arg, "rb");
  size_t got = file ? fread(buf, 1, sizeof buf, file) : 0;
  for (size_t i = 0; i < got; i++)
    sum = sum * 31 + (unsigned char)buf[i];
  if (file)
    fclose(file);
  *(unsigned *)result = sum;
  return 0;
}

static int checksum_ok(void *arg, cancel_token token, void *result) {
  return task_await(task_offload(hash_file_ok, arg, sizeof(unsigned), token), result);
}

static void *collect_signals_ok(void *arg) {
  int number = 0;
  sigset_t *set = arg;
  while (sigwait(set, &number) == 0 && number != SIGTERM)
    sleep(1);
  return NULL;
}

// Only looks: the time-outs and flags say so.
static int look_ok(void *arg, cancel_token token, void *result) {
  int fd = *(int *)arg;
  struct pollfd ready = {.fd = fd, .events = POLLIN};
  char byte;
  while (poll(&ready, 1, 0) == 0) {
    int status = task_delay(10, token);
    if (status != 0)
      return status;
  }
  return recv(fd, &byte, 1, MSG_DONTWAIT) == 1 ? 0 : TASK_EINVAL;
}

// A log line from a task is accepted practice; short locks too.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int report_ok(void *arg, cancel_token token, void *result) {
  pthread_mutex_lock(&lock);
  printf("%s\n", (const char *)arg);
  pthread_mutex_unlock(&lock);
  return 0;
}

int main(void) {
  load_settings("settings.conf");
  sigset_t set;
  sigemptyset(&set);
  pthread_t signals;
  if (pthread_create(&signals, NULL, collect_signals_ok, &set) != 0)
    return EXIT_FAILURE;
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) != 0)
    return EXIT_FAILURE;
  unsigned sum = 0;
  task *look = task_run(look_ok, sockets, 0, CANCEL_NONE);
  task *told = task_run(report_ok, "looking", 0, CANCEL_NONE);
  int status = task_result(task_run(checksum_ok, "a.out", sizeof sum, CANCEL_NONE), &sum);
  status |= task_wait(look) | task_wait(told);
  pthread_join(signals, NULL);
  return status;
}
