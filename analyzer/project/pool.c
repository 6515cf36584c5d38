// SPDX-License-Identifier: MIT
// N workers and one poll loop: each worker has at most one unit; one that crashes or does not
// answer in time costs that unit and is replaced.
#include "analyzer/project/pool.h"

#include "analyzer/project/queue.h"
#include "analyzer/project/sharing.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FILE_LIMIT_MIB = 64, MAX_WORKERS = 256, CANNOT_RUN = 127 };

/// One place for a worker.
struct slot {
  struct worker_process process;
  const struct project_unit *unit; // being parsed, or NULL
  int64_t deadline;                // milliseconds
};

struct pool {
  const struct pool_options *options;
  const struct project_unit *const *units;
  struct queue *queue;
  pool_result *result;
  void *data;
  struct text program;
  unsigned slot_count, running;
  struct slot *slots;
  bool failed; // no worker can be run
  bool enough; // no other unit is needed
  struct text *error;
};

static volatile sig_atomic_t stop_signal;

static void on_stop(int number) {
  stop_signal = number;
}

bool pool_interrupted(void) {
  return stop_signal != 0;
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

unsigned pool_processors(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
    return (unsigned)CPU_COUNT(&set);
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (unsigned)online : 1;
}

static void deliver_failure(struct pool *pool, const struct project_unit *which,
                            const char *reason) {
  struct ir_unit unit = {.path = which->path, .failure = reason};
  pool->enough |= !pool->result(which, &unit, pool->data);
}

/// Why the file should not be given to a worker, or NULL; the text is in `reason`.
static const char *refuse(const struct project_unit *unit, struct text *reason) {
  struct stat status;
  int file = open(unit->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0 || fstat(file, &status) != 0)
    text_printf(reason, "cannot be read: %s", strerror(errno));
  else if (!S_ISREG(status.st_mode))
    text_printf(reason, "cannot be read: %s",
                S_ISDIR(status.st_mode) ? strerror(EISDIR) : "not a regular file");
  else if (status.st_size > (off_t)FILE_LIMIT_MIB << 20)
    text_printf(reason, "larger than %d MiB", FILE_LIMIT_MIB);
  if (file >= 0)
    close(file);
  return reason->length ? reason->data : NULL;
}

/// The next unit that can be given to the worker of a slot, with what it shares in `*asked`; the
/// others are delivered as failures. NULL: none is left.
static const struct project_unit *next_unit(struct pool *pool, const struct slot *slot,
                                            struct project_unit *asked) {
  const struct worker_text *unsaved = pool->options->unsaved;
  size_t next;
  struct share share;
  while (!pool->enough && queue_take(pool->queue, (unsigned)(slot - pool->slots), &next, &share)) {
    const struct project_unit *unit = pool->units[next];
    struct text reason = {0};
    *asked = *unit;
    asked->share = share;
    if ((unsaved && !strcmp(unsaved->path, unit->path)) || !refuse(unit, &reason))
      return unit;
    deliver_failure(pool, unit, reason.data);
    text_free(&reason);
  }
  return NULL;
}

/// Gives a unit to the slot, starting its worker when it has none. Reports a start that fails.
static bool dispatch(struct pool *pool, struct slot *slot) {
  struct project_unit asked;
  const struct project_unit *unit = next_unit(pool, slot, &asked);
  if (!unit)
    return false;
  if (!slot->process.pid && !worker_start(&slot->process, pool->program.data, pool->error)) {
    pool->failed = true;
    return false;
  }
  slot->unit = unit;
  slot->deadline = now() + (int64_t)pool->options->timeout_seconds * 1000;
  const struct worker_text *unsaved = pool->options->unsaved;
  worker_ask_texts(&slot->process, &asked, unsaved, unsaved ? 1 : 0, false);
  pool->running++;
  return true;
}

static void fill_slots(struct pool *pool) {
  for (unsigned i = 0; i < pool->slot_count && !pool->failed; i++)
    if (!pool->slots[i].unit && !dispatch(pool, &pool->slots[i]))
      return;
}

static void deliver_reply(struct pool *pool, struct slot *slot) {
  struct ir_pool memory;
  ir_pool_init(&memory);
  const struct text *reply = &slot->process.reply;
  struct ir_unit *unit = ir_read_unit(&memory, reply->data + 4, reply->length - 4);
  if (unit) {
    unit->path = intern(&memory.names, slot->unit->path);
    pool->enough |= !pool->result(slot->unit, unit, pool->data);
  } else {
    deliver_failure(pool, slot->unit, "the worker's answer is damaged");
    worker_end(&slot->process, true, NULL);
  }
  ir_pool_free(&memory);
  slot->unit = NULL;
  pool->running--;
}

/// The worker is gone or has to go: its unit is delivered as a failure.
static void lose_worker(struct pool *pool, struct slot *slot, bool hung) {
  const struct project_unit *unit = slot->unit;
  struct text how = {0}, reason = {0};
  int status = worker_end(&slot->process, true, &how);
  slot->unit = NULL;
  pool->running--;
  if (status == CANNOT_RUN) {
    pool->failed = true;
    text_printf(pool->error, "the worker `%s` cannot run: is libclang 19 installed?",
                pool->program.data);
  }
  if (hung)
    text_printf(&reason, "no answer within %u s", pool->options->timeout_seconds);
  else if (status < 0)
    text_printf(&reason, "libclang crashed (%s)", text_get(&how));
  else
    text_printf(&reason, "the worker ended with %s", text_get(&how));
  if (!pool->failed)
    deliver_failure(pool, unit, reason.data);
  text_free(&how);
  text_free(&reason);
}

/// Moves one worker on after poll() or when its time is over.
static void advance(struct pool *pool, struct slot *slot, short events) {
  enum worker_progress progress = WORKER_WAITS;
  if (events & POLLIN || events & POLLHUP || events & POLLERR)
    progress = worker_read(&slot->process);
  if (progress == WORKER_WAITS && worker_write(&slot->process) == WORKER_GONE)
    progress = worker_read(&slot->process) == WORKER_DONE ? WORKER_DONE : WORKER_GONE;
  if (progress == WORKER_DONE)
    deliver_reply(pool, slot);
  else if (progress == WORKER_GONE)
    lose_worker(pool, slot, false);
  else if (now() >= slot->deadline)
    lose_worker(pool, slot, true);
}

/// Waits until some worker can go on or has run out of time; signals in `mask` may end the wait.
static void wait_for_workers(struct pool *pool, struct pollfd *polled, const sigset_t *mask) {
  int64_t nearest = INT64_MAX, moment = now();
  nfds_t count = 0;
  for (unsigned i = 0; i < pool->slot_count; i++) {
    struct slot *slot = &pool->slots[i];
    polled[count++] = (struct pollfd){slot->unit ? slot->process.out : -1, POLLIN, 0};
    bool writes = slot->unit && slot->process.sent < slot->process.request.length;
    polled[count++] = (struct pollfd){writes ? slot->process.in : -1, POLLOUT, 0};
    if (slot->unit && slot->deadline < nearest)
      nearest = slot->deadline;
  }
  int64_t left = nearest > moment ? nearest - moment : 0;
  struct timespec limit = {left / 1000, left % 1000 * 1000000};
  if (ppoll(polled, count, &limit, mask) < 0)
    for (nfds_t i = 0; i < count; i++)
      polled[i].revents = 0;
}

static void run_loop(struct pool *pool, const sigset_t *mask) {
  struct pollfd *polled = xcalloc((size_t)pool->slot_count * 2, sizeof *polled);
  for (;;) {
    fill_slots(pool);
    if (!pool->running || pool->failed || pool->enough || stop_signal)
      break;
    wait_for_workers(pool, polled, mask);
    for (unsigned i = 0; i < pool->slot_count && !stop_signal; i++)
      if (pool->slots[i].unit)
        advance(pool, &pool->slots[i], polled[2 * i].revents);
  }
  // By force also when all went well: an idle worker has nothing left that is worth waiting for.
  for (unsigned i = 0; i < pool->slot_count; i++)
    worker_end(&pool->slots[i].process, true, NULL);
  free(polled);
}

/// Signals as they were before the pool ran.
struct signals {
  sigset_t mask;
  struct sigaction interrupt, terminate, pipe;
};

/// A signal that was ignored, as in a job of `nohup`, stays so.
static void take_signal(int number, const struct sigaction *stop, struct sigaction *old) {
  sigaction(number, stop, old);
  if (old->sa_handler == SIG_IGN)
    sigaction(number, old, NULL);
}

/// SIGINT and SIGTERM arrive only inside ppoll(); a worker that is gone is no SIGPIPE.
static void take_signals(struct signals *old) {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGINT);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, &old->mask);
  struct sigaction stop = {.sa_handler = on_stop}, ignore = {.sa_handler = SIG_IGN};
  take_signal(SIGINT, &stop, &old->interrupt);
  take_signal(SIGTERM, &stop, &old->terminate);
  sigaction(SIGPIPE, &ignore, &old->pipe);
}

static void give_signals_back(const struct signals *old) {
  sigprocmask(SIG_SETMASK, &old->mask, NULL);
  sigaction(SIGINT, &old->interrupt, NULL);
  sigaction(SIGTERM, &old->terminate, NULL);
  sigaction(SIGPIPE, &old->pipe, NULL);
}

static unsigned worker_count(const struct pool_options *options, size_t units) {
  size_t count = options->workers ? options->workers : pool_processors();
  if (count > MAX_WORKERS)
    count = MAX_WORKERS;
  return (unsigned)(count < units ? count : units);
}

bool pool_run(const struct pool_options *options, const struct project_unit *const *units,
              size_t count, pool_result *result, void *data, struct text *error) {
  if (!count)
    return true;
  struct pool pool = {
      .options = options, .units = units, .result = result, .data = data, .error = error};
  bool good = worker_find(options->worker_path, &pool.program, error);
  if (good) {
    pool.slot_count = worker_count(options, count);
    pool.slots = xcalloc(pool.slot_count, sizeof *pool.slots);
    bool shared = !options->separate && !options->unsaved;
    struct share *shares = shared ? sharing_plan(units, count) : NULL;
    pool.queue = queue_create(shares, count, pool.slot_count);
    struct signals old;
    take_signals(&old);
    run_loop(&pool, &old.mask);
    give_signals_back(&old);
    queue_destroy(pool.queue);
    free(shares);
    good = !pool.failed && !stop_signal;
    if (stop_signal)
      text_puts(error, "interrupted");
  }
  free(pool.slots);
  text_free(&pool.program);
  return good;
}

const char *pool_worker_version(const struct pool_options *options, struct arena *arena,
                                struct text *error) {
  struct text command = {0}, program = {0};
  const char *version = NULL;
  char line[256];
  if (worker_find(options->worker_path, &program, error)) {
    // Quoted for the shell: a single quote becomes '\''.
    text_putc(&command, '\'');
    for (const char *c = program.data; *c; c++)
      *c == '\'' ? text_puts(&command, "'\\''") : text_putc(&command, *c);
    text_puts(&command, "' --version 2>/dev/null");
    FILE *pipe = popen(command.data, "re");
    if (pipe && fgets(line, sizeof line, pipe)) {
      line[strcspn(line, "\n")] = '\0';
      version = arena_string(arena, line);
    }
    if (!pipe || pclose(pipe) != 0)
      version = NULL;
    if (!version)
      text_printf(error, "the worker `%s` cannot run: is libclang 19 installed?", program.data);
  }
  text_free(&command);
  text_free(&program);
  return version;
}
