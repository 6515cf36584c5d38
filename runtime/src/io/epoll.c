// SPDX-License-Identifier: MIT
// The epoll backend: an operation is tried first, and where it would block the task stands in line
// at its descriptor until the thread that polls says that it may try again.
//
// Descriptors need not be nonblocking, so programs may hand in those they were given: sockets are
// tried with MSG_DONTWAIT, others are polled before, and nothing larger than a pipe surely takes is
// written to a blocking one.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <taskrt/error.h>
#include <taskrt/task.h>
#include <unistd.h>

#include "coordination/line.h"
#include "io/backend.h"
#include "runtime.h"
#include "scheduler.h"
#include "system/memory.h"
#include "system/thread.h"

enum { PAGE_ENTRIES = 256, PAGES = 4096, BATCH = 64 };

// Those who wait for one descriptor.
struct entry {
  unsigned lock;
  struct task_waiters readers, writers;
};

struct page {
  struct entry entries[PAGE_ENTRIES];
};

static struct {
  pthread_mutex_t lock; // guards the changes of all below
  int epoll, stop;
  pthread_t thread;
  atomic_bool runs;                  // who sees it true sees what start() has set
  struct page *_Atomic pages[PAGES]; // never moved while the poller runs
} poller = {.lock = PTHREAD_MUTEX_INITIALIZER, .epoll = -1, .stop = -1};

// --- the poller ---------------------------------------------------------------------------------

// Returns NULL when out of memory, or for a number no descriptor has.
static struct entry *entry_of(int fd) {
  if (fd < 0 || fd / PAGE_ENTRIES >= PAGES)
    return NULL;
  struct page *_Atomic *place = &poller.pages[fd / PAGE_ENTRIES];
  if (!*place) {
    pthread_mutex_lock(&poller.lock);
    if (!*place)
      *place = memory__allocate(sizeof(struct page));
    pthread_mutex_unlock(&poller.lock);
  }
  return *place ? &(*place)->entries[fd % PAGE_ENTRIES] : NULL;
}

// Has the poller look at `fd` for those who wait. The entry's lock is held.
static int arm(int fd, const struct entry *entry) {
  uint32_t events =
      (entry->readers.first ? EPOLLIN | EPOLLRDHUP : 0u) | (entry->writers.first ? EPOLLOUT : 0u);
  struct epoll_event event = {.events = events | EPOLLONESHOT, .data.fd = fd};
  if (events == 0 || epoll_ctl(poller.epoll, EPOLL_CTL_MOD, fd, &event) == 0)
    return 0;
  if (errno == ENOENT && epoll_ctl(poller.epoll, EPOLL_CTL_ADD, fd, &event) == 0)
    return 0;
  return -errno;
}

static void wake_those_at(const struct epoll_event *event) {
  enum { IN = EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP, OUT = EPOLLOUT | EPOLLERR | EPOLLHUP };
  struct entry *entry = entry_of(event->data.fd);
  lock__take(&entry->lock);
  struct task_waiter *readers = event->events & IN ? line__choose_all(&entry->readers) : NULL;
  struct task_waiter *writers = event->events & OUT ? line__choose_all(&entry->writers) : NULL;
  (void)arm(event->data.fd, entry); // for the others; a descriptor that is gone wakes nobody
  lock__give(&entry->lock);
  line__wake_all(readers, 0);
  line__wake_all(writers, 0);
}

static void *poll_all(void *arg) {
  (void)arg;
  struct epoll_event events[BATCH];
  for (;;) {
    int count = epoll_wait(poller.epoll, events, BATCH, -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.fd == poller.stop)
        return NULL;
      wake_those_at(&events[i]);
    }
  }
}

static void close_all(void) {
  if (poller.epoll >= 0)
    close(poller.epoll);
  if (poller.stop >= 0)
    close(poller.stop);
  poller.epoll = poller.stop = -1;
}

// `poller.lock` is held.
static int start(void) {
  poller.epoll = epoll_create1(EPOLL_CLOEXEC);
  poller.stop = eventfd(0, EFD_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = poller.stop};
  int status = 0;
  if (poller.epoll < 0 || poller.stop < 0 ||
      epoll_ctl(poller.epoll, EPOLL_CTL_ADD, poller.stop, &event) != 0)
    status = -errno;
  if (status == 0)
    status = thread__start(&poller.thread, poll_all, NULL);
  if (status != 0)
    close_all();
  poller.runs = status == 0;
  return status;
}

static int ensure_poller(void) {
  if (poller.runs)
    return 0;
  int status = runtime__ensure();
  pthread_mutex_lock(&poller.lock);
  if (status == 0 && !poller.runs)
    status = start();
  pthread_mutex_unlock(&poller.lock);
  return status;
}

void epoll__stop(void) {
  if (!poller.runs)
    return;
  uint64_t one = 1;
  ssize_t written = write(poller.stop, &one, sizeof one); // cannot fail: the counter is at 0
  (void)written;
  pthread_join(poller.thread, NULL);
  poller.runs = false;
  close_all();
  for (int i = 0; i < PAGES; i++) {
    memory__free(poller.pages[i]);
    poller.pages[i] = NULL;
  }
}

// Waits until `fd` can be read, or written, or has failed.
static int wait_for(int fd, bool write, cancel_token token) {
  int status = ensure_poller();
  struct entry *entry = status == 0 ? entry_of(fd) : NULL;
  if (!entry)
    return status != 0 ? status : fd < 0 ? -EBADF : TASK_ENOMEM;
  struct task_waiter wait;
  line__prepare(&wait, "a descriptor");
  wait.wait.outside = true;
  lock__take(&entry->lock);
  line__append(&wait, &entry->lock, write ? &entry->writers : &entry->readers);
  status = arm(fd, entry);
  lock__give(&entry->lock);
  if (status == 0)
    return line__finish(&wait, token);
  line__give_up(&wait);
  return status;
}

static void forget(int fd) {
  struct entry *entry = poller.runs ? entry_of(fd) : NULL;
  if (!entry)
    return;
  lock__take(&entry->lock);
  struct task_waiter *readers = line__choose_all(&entry->readers);
  struct task_waiter *writers = line__choose_all(&entry->writers);
  (void)epoll_ctl(poller.epoll, EPOLL_CTL_DEL, fd, NULL);
  lock__give(&entry->lock);
  line__wake_all(readers, TASK_ECLOSED);
  line__wake_all(writers, TASK_ECLOSED);
}

// --- operations ---------------------------------------------------------------------------------

struct transfer {
  int fd;
  bool write;
  void *buffer;
  size_t size;
};

static ssize_t result_of(ssize_t count) {
  return count < 0 ? -errno : count;
}

// Where blocking is allowed: regular files, whose readiness nobody can tell.
static int transfer_here(void *arg, cancel_token token, void *result) {
  (void)token;
  const struct transfer *transfer = arg;
  ssize_t count = result_of(transfer->write ? write(transfer->fd, transfer->buffer, transfer->size)
                                            : read(transfer->fd, transfer->buffer, transfer->size));
  *(ssize_t *)result = count;
  return 0;
}

static ssize_t offload(struct transfer *transfer, cancel_token token) {
  ssize_t count = 0;
  int status = task_await(task_offload(transfer_here, transfer, sizeof count, token), &count);
  return status != 0 ? status : count;
}

static bool is_file(int fd) {
  struct stat about;
  return fstat(fd, &about) == 0 &&
         (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode) || S_ISBLK(about.st_mode));
}

static bool ready(int fd, bool write) {
  struct pollfd poll_fd = {.fd = fd, .events = write ? POLLOUT : POLLIN};
  return poll(&poll_fd, 1, 0) > 0;
}

// Without waiting: -EAGAIN if it would have to.
static ssize_t try_socket(const struct transfer *transfer) {
  return result_of(
      transfer->write
          ? send(transfer->fd, transfer->buffer, transfer->size, MSG_DONTWAIT | MSG_NOSIGNAL)
          : recv(transfer->fd, transfer->buffer, transfer->size, MSG_DONTWAIT));
}

static ssize_t try_pipe(const struct transfer *transfer) {
  if (!ready(transfer->fd, transfer->write))
    return -EAGAIN;
  size_t size = transfer->size;
  if (transfer->write && size > PIPE_BUF && !(fcntl(transfer->fd, F_GETFL) & O_NONBLOCK))
    size = PIPE_BUF;
  // It was polled: neither blocks.
  return result_of(transfer->write ? write(transfer->fd, transfer->buffer, size)
                                   : read(transfer->fd, transfer->buffer, size));
}

static ssize_t run(struct transfer *transfer, cancel_token token) {
  int status = cancel_check(token);
  scheduler__spend();
  bool is_socket = true;
  while (status == 0) {
    ssize_t count = is_socket ? try_socket(transfer) : try_pipe(transfer);
    if (count == -ENOTSOCK && is_socket) {
      if (is_file(transfer->fd))
        return offload(transfer, token);
      is_socket = false;
    } else if (count == -EAGAIN) {
      status = wait_for(transfer->fd, transfer->write, token);
    } else if (count != -EINTR) {
      return count;
    }
  }
  return status;
}

static ssize_t epoll_read(int fd, void *buffer, size_t size, cancel_token token) {
  struct transfer transfer = {.fd = fd, .buffer = buffer, .size = size};
  return run(&transfer, token);
}

static ssize_t epoll_write(int fd, const void *data, size_t size, cancel_token token) {
  struct transfer transfer = {
      .fd = fd, .write = true, .buffer = (void *)(uintptr_t)data, .size = size};
  return run(&transfer, token);
}

static int epoll_accept(int fd, cancel_token token) {
  int status = cancel_check(token);
  while (status == 0) {
    if (ready(fd, false)) {
      // It was polled, and listening sockets of taskrt do not block.
      int accepted = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (accepted >= 0)
        return accepted;
      if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
        return -errno;
    }
    status = wait_for(fd, false, token);
  }
  return status;
}

static int epoll_connect(int fd, const struct sockaddr *address, socklen_t size,
                         cancel_token token) {
  int status = cancel_check(token);
  // The socket does not block.
  if (status != 0 || connect(fd, address, size) == 0)
    return status;
  if (errno != EINPROGRESS && errno != EINTR)
    return -errno;
  status = wait_for(fd, true, token);
  int error = 0;
  socklen_t length = sizeof error;
  if (status == 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0)
    error = errno;
  return status != 0 ? status : -error;
}

const struct io_backend epoll_backend = {.read = epoll_read,
                                         .write = epoll_write,
                                         .accept = epoll_accept,
                                         .connect = epoll_connect,
                                         .forget = forget};

const struct io_backend *io__backend(void) {
  return &epoll_backend;
}
