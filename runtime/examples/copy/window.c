// SPDX-License-Identifier: MIT
// Tasks of the loop: one follows each copy, one reads keys, one paints, one lets time be seen, one
// takes signals. They take turns on the thread of the loop, where alone the window is touched; the
// copies themselves run in the pool.
#include "window.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "terminal.h"

enum { TICK_MILLISECONDS = 100, BAR_WIDTH = 20, AROUND_ITEMS = 2 };

// --- copies -------------------------------------------------------------------------------------

// Follows one copy to its end. A group cancels all when one fails; a copy that fails is no failure
// of the window.
static int follow(void *arg, cancel_token token, void *result) {
  (void)token; // `item->cancel` is linked to it
  (void)result;
  struct item *item = arg;
  cancel_token cancel = cancel_source_token(item->cancel);
  task *copying = task_run(copying_run, item->copying, 0, cancel); // in the pool, not on the loop
  item->status = task_await(copying, NULL);                        // the loop does other things
  item->state = OVER;                                              // on the loop again
  task_event_set(&item->window->changed);
  return 0;
}

// --- keys ---------------------------------------------------------------------------------------

static void pause_or_go_on(struct item *item) {
  item->paused = !item->paused;
  if (item->paused)
    task_event_reset(&item->copying->go);
  else
    task_event_set(&item->copying->go);
}

static void press(struct window *window, char key) {
  struct item *item = &window->items[window->selected];
  enum { CTRL_C = 3 };
  switch (key) {
  case 'j':
  case 'B': // of the sequence that Down sends, ESC [ B
    if (window->selected + 1 < window->count)
      window->selected++;
    break;
  case 'k':
  case 'A': // Up
    if (window->selected > 0)
      window->selected--;
    break;
  case ' ':
    pause_or_go_on(item);
    break;
  case 'c':
    cancel_request(item->cancel);
    break;
  case 'q':
  case CTRL_C:
    cancel_request(window->quit);
    break;
  }
  task_event_set(&window->changed);
}

static int read_keys(void *arg, cancel_token token, void *result) {
  (void)result;
  struct window *window = arg;
  char keys[32];
  ssize_t count;
  while ((count = task_read(STDIN_FILENO, keys, sizeof keys, token)) > 0)
    for (ssize_t i = 0; i < count; i++)
      press(window, keys[i]);
  if (count == 0)
    cancel_request(window->quit); // the terminal is gone
  return (int)count;
}

// --- painting -----------------------------------------------------------------------------------

static const char *state_of(const struct item *item) {
  if (item->state == OVER)
    return item->status == 0 ? "done" : task_strerror(item->status);
  if (item->paused)
    return "paused";
  return atomic_load(&item->copying->begun) ? "copying" : "waiting";
}

static void paint_bar(struct picture *picture, long copied, long size) {
  int filled = size <= 0 || copied >= size ? BAR_WIDTH : (int)(copied * BAR_WIDTH / size);
  picture_add(picture, " [%.*s%*s]", filled, "####################", BAR_WIDTH - filled, "");
}

static void paint_item(struct picture *picture, const struct item *item, bool selected) {
  const char *slash = strrchr(item->copying->from, '/');
  long size = atomic_load(&item->copying->size), copied = atomic_load(&item->copying->copied);
  picture_add(picture, "%c %-24.24s %11ld bytes", selected ? '>' : ' ',
              slash ? slash + 1 : item->copying->from, copied);
  if (size >= 0)
    paint_bar(picture, copied, size);
  picture_add(picture, " %s\033[K\n", state_of(item));
}

// Paints as many lines as there is room for, the selected one among them.
static void paint(const struct window *window, struct picture *picture) {
  unsigned lines, columns;
  terminal_size(&lines, &columns);
  size_t room = lines > AROUND_ITEMS + 1 ? lines - AROUND_ITEMS - 1 : 1;
  size_t first = window->selected >= room ? window->selected - room + 1 : 0;
  picture->length = 0;
  picture_add(picture, "\033[H"); // to the upper left
  for (size_t i = first; i < window->count && i < first + room; i++)
    paint_item(picture, &window->items[i], i == window->selected);
  picture_add(picture, "\033[J\n%.*s", (int)columns,
              "j, k: select  space: pause  c: cancel  q: quit");
}

// Paints when something has changed; several changes at once are one picture. Writing suspends when
// the terminal is slow, and then keys are answered all the same.
static int paint_changes(void *arg, cancel_token token, void *result) {
  (void)result;
  struct window *window = arg;
  static struct picture picture; // one painter, and a stack of a task is small
  int status;
  while ((status = task_event_wait(&window->changed, token)) == 0) {
    task_event_reset(&window->changed);
    paint(window, &picture);
    status = task_write_all(STDOUT_FILENO, picture.text, picture.length, token);
    if (status != 0)
      break;
  }
  return status;
}

// How far the copies are changes all the time; it is looked at ten times a second.
static int tick(void *arg, cancel_token token, void *result) {
  (void)result;
  struct window *window = arg;
  task_ticker ticker;
  task_ticker_start(&ticker, TICK_MILLISECONDS);
  int status;
  while ((status = task_ticker_next(&ticker, token)) == 0)
    task_event_set(&window->changed);
  return status;
}

// --- signals ------------------------------------------------------------------------------------

// All threads have them blocked, so that the terminal is put back in order before the end.
static int take_signals(void *arg, cancel_token token, void *result) {
  (void)result;
  struct window *window = arg;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGWINCH);
  int fd = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0)
    return -errno;
  struct signalfd_siginfo info;
  ssize_t length;
  while ((length = task_read(fd, &info, sizeof info, token)) == sizeof info) {
    if (info.ssi_signo != SIGWINCH)
      cancel_request(window->quit);
    task_event_set(&window->changed); // another size: another picture
  }
  (void)task_close(fd);
  return length < 0 ? (int)length : 0;
}

// --- all of it ----------------------------------------------------------------------------------

static int copy_all(struct window *window, cancel_token token) {
  task_group *followers = task_group_create(token);
  for (size_t i = 0; i < window->count; i++)
    task_group_start(followers, follow, &window->items[i]);
  return task_group_join(followers);
}

int window_run(void *arg, cancel_token token, void *result) {
  (void)result;
  struct window *window = arg;
  task_group *helpers = task_group_create(token);
  if (!helpers)
    return TASK_ENOMEM;
  task_group_start(helpers, take_signals, window);
  if (window->interactive) {
    task_event_set(&window->changed);
    task_group_start(helpers, paint_changes, window);
    task_group_start(helpers, read_keys, window);
    task_group_start(helpers, tick, window);
  }
  int status = copy_all(window, token);
  task_group_cancel(helpers);
  int helped = task_group_join(helpers);
  return status == 0 && helped != TASK_ECANCELED ? helped : status;
}
