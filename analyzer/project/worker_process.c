// SPDX-License-Identifier: MIT
// One worker process. Its pipes are made above descriptor 10, so that they never collide with the
// 3 and 4 they become in the child; all of ours close on exec.
#include "analyzer/project/worker_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { REPLY_LIMIT = 1 << 30, FIRST_DESCRIPTOR = 10, REQUESTS = 3, REPLIES = 4 };

bool worker_find(const char *path, struct text *found, struct text *error) {
  static const char *const places[] = {"async-lint-worker",
                                       "../libexec/async-lint/async-lint-worker"};
  char own[4096];
  ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
  own[length > 0 ? length : 0] = '\0';
  char *slash = strrchr(own, '/');
  if (slash)
    *slash = '\0';
  for (size_t i = 0; i < sizeof places / sizeof *places && !path && slash; i++) {
    found->length = 0;
    text_printf(found, "%s/%s", own, places[i]);
    if (access(found->data, X_OK) == 0)
      return true;
  }
  if (path && access(path, X_OK) == 0) {
    text_puts(found, path);
    return true;
  }
  if (path)
    text_printf(error, "the worker `%s` cannot be run: %s", path, strerror(errno));
  else
    text_printf(error,
                "`async-lint-worker` is neither in `%s` nor in `%s/../libexec/async-lint`: "
                "install it beside async-lint",
                own, own);
  return false;
}

static void close_pair(int pair[2]) {
  for (int i = 0; i < 2; i++)
    if (pair[i] >= 0)
      close(pair[i]);
}

/// A pipe whose ends are high and close on exec.
static bool make_pipe(int ends[2]) {
  int low[2];
  ends[0] = ends[1] = -1;
  if (pipe2(low, O_CLOEXEC) != 0)
    return false;
  for (int i = 0; i < 2; i++)
    ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, FIRST_DESCRIPTOR);
  int failure = errno;
  close_pair(low);
  errno = failure;
  return ends[0] >= 0 && ends[1] >= 0;
}

static int spawn(pid_t *pid, const char *program, int in, int out) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, in, REQUESTS);
  posix_spawn_file_actions_adddup2(&actions, out, REPLIES);
  sigset_t all, ends;
  sigfillset(&all);
  // Ctrl-C and `timeout` signal the whole group: a worker must not seem to have crashed by that.
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &ends);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  char *argv[] = {(char[]){"async-lint-worker"}, NULL};
  int failure = posix_spawn(pid, program, &actions, &attributes, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failure;
}

bool worker_start(struct worker_process *worker, const char *program, struct text *error) {
  int requests[2] = {-1, -1}, replies[2] = {-1, -1};
  *worker = (struct worker_process){.in = -1, .out = -1};
  int failure = 0;
  if (!make_pipe(requests) || !make_pipe(replies))
    failure = errno;
  else
    failure = spawn(&worker->pid, program, requests[0], replies[1]);
  if (failure) {
    close_pair(requests);
    close_pair(replies);
    worker->pid = 0;
    text_printf(error, "the worker `%s` cannot be started: %s", program, strerror(failure));
    return false;
  }
  close(requests[0]);
  close(replies[1]);
  worker->in = requests[1];
  worker->out = replies[0];
  fcntl(worker->in, F_SETFL, O_NONBLOCK);
  fcntl(worker->out, F_SETFL, O_NONBLOCK);
  return true;
}

static void put_u32(struct text *text, size_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    text_putc(text, (char)(value >> shift & 0xff));
}

static void put_string(struct text *text, const char *string) {
  put_u32(text, strlen(string));
  text_puts(text, string);
}

static void put_texts(struct text *body, const struct worker_text *texts, size_t count,
                      unsigned how) {
  put_u32(body, how);
  put_u32(body, count);
  for (size_t i = 0; i < count; i++) {
    put_string(body, texts[i].path);
    put_u32(body, texts[i].length);
    text_append(body, texts[i].data, texts[i].length);
  }
}

void worker_ask_texts(struct worker_process *worker, const struct project_unit *unit,
                      const struct worker_text *texts, size_t count, bool keep) {
  struct text body = {0};
  put_u32(&body, unit->argument_count + 2);
  put_string(&body, unit->path);
  put_string(&body, unit->directory);
  for (unsigned i = 0; i < unit->argument_count; i++)
    put_string(&body, unit->arguments[i]);
  unsigned how = (keep ? 1u : 0) | (unit->here ? 2u : 0) | (unit->share.steps ? 4u : 0);
  if (count || how)
    put_texts(&body, texts, count, how);
  if (unit->here)
    put_string(&body, unit->here);
  if (unit->share.steps) {
    put_u32(&body, unit->share.steps);
    put_u32(&body, unit->share.own & UINT32_MAX);
    put_u32(&body, unit->share.own >> 32);
  }
  worker->request.length = worker->reply.length = worker->sent = 0;
  put_u32(&worker->request, body.length);
  text_append(&worker->request, body.data, body.length);
  text_free(&body);
}

void worker_ask(struct worker_process *worker, const struct project_unit *unit) {
  worker_ask_texts(worker, unit, NULL, 0, false);
}

enum worker_progress worker_write(struct worker_process *worker) {
  while (worker->sent < worker->request.length) {
    ssize_t done = write(worker->in, worker->request.data + worker->sent,
                         worker->request.length - worker->sent);
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return errno == EAGAIN ? WORKER_WAITS : WORKER_GONE;
    worker->sent += (size_t)done;
  }
  return WORKER_DONE;
}

/// True when the reply has its four length bytes; `*size` is then what follows them.
static bool reply_size(const struct text *reply, size_t *size) {
  if (reply->length < 4)
    return false;
  *size = 0;
  for (int i = 0; i < 4; i++)
    *size |= (size_t)(unsigned char)reply->data[i] << 8 * i;
  return true;
}

enum worker_progress worker_read(struct worker_process *worker) {
  char buffer[65536];
  for (;;) {
    ssize_t got = read(worker->out, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return errno == EAGAIN ? WORKER_WAITS : WORKER_GONE;
    if (got == 0)
      return WORKER_GONE;
    text_append(&worker->reply, buffer, (size_t)got);
    size_t size;
    if (!reply_size(&worker->reply, &size))
      continue;
    if (size > REPLY_LIMIT || worker->reply.length > size + 4)
      return WORKER_GONE;
    if (worker->reply.length == size + 4)
      return WORKER_DONE;
  }
}

int worker_end(struct worker_process *worker, bool kill_it, struct text *how) {
  if (!worker->pid)
    return 0;
  if (kill_it)
    kill(worker->pid, SIGKILL);
  close(worker->in);
  close(worker->out);
  int status = 0;
  while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
    continue;
  const char *name = WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : NULL;
  if (how && name)
    text_printf(how, "SIG%s", name);
  else if (how && WIFSIGNALED(status))
    text_printf(how, "signal %d", WTERMSIG(status));
  else if (how)
    text_printf(how, "status %d", WEXITSTATUS(status));
  text_free(&worker->request);
  text_free(&worker->reply);
  *worker = (struct worker_process){.in = -1, .out = -1};
  return WIFSIGNALED(status) ? -1 : WEXITSTATUS(status);
}
