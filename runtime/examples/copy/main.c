// SPDX-License-Identifier: MIT
// Copies files into a directory, several at the same time, and shows how far each is:
//
//     copy FILE... DIRECTORY
//
// On a terminal keys pause or cancel a copy, or all. Elsewhere it just copies. Ends with 0 if all
// was copied, 1 if not, 2 if it was called wrongly, 130 when it was told to quit.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <taskrt.h>
#include <unistd.h>

#include "terminal.h"
#include "window.h"

enum { AT_ONCE = 4 };

struct program {
  struct window window;
  struct copying *copyings;
  task_semaphore places;
};

static void block_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGWINCH);
  sigprocmask(SIG_BLOCK, &signals, NULL);
}

static int prepare_item(struct program *program, size_t i, const char *from, const char *to) {
  struct item *item = &program->window.items[i];
  *item = (struct item){.window = &program->window, .copying = &program->copyings[i]};
  item->cancel = cancel_source_create_linked(cancel_source_token(program->window.quit));
  return item->cancel ? copying_prepare(item->copying, from, to, &program->places) : TASK_ENOMEM;
}

static int prepare(struct program *program, char **files, size_t count) {
  struct window *window = &program->window;
  program->copyings = calloc(count, sizeof *program->copyings);
  window->items = calloc(count, sizeof *window->items);
  window->quit = cancel_source_create();
  if (!program->copyings || !window->items || !window->quit)
    return TASK_ENOMEM;
  program->places = (task_semaphore)TASK_SEMAPHORE_INIT(AT_ONCE);
  window->count = count;
  window->interactive = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  int status = 0;
  for (size_t i = 0; i < count && status == 0; i++)
    status = prepare_item(program, i, files[i], files[count]);
  return status;
}

static void release(struct program *program) {
  for (size_t i = 0; i < program->window.count; i++)
    cancel_source_destroy(program->window.items[i].cancel);
  cancel_source_destroy(program->window.quit);
  free(program->window.items);
  free(program->copyings);
}

// Runs the window on this thread.
static int run(struct window *window) {
  task_context *loop = task_loop_create();
  if (!loop)
    return TASK_ENOMEM;
  cancel_token quit = cancel_source_token(window->quit);
  task *running = task_run_on(loop, window_run, window, 0, quit);
  int status = task_loop_run_until(loop, running, NULL);
  task_context_destroy(loop);
  return status;
}

static int run_on_terminal(struct window *window) {
  struct terminal terminal;
  int status = terminal_enter(&terminal);
  if (status != 0)
    return status;
  fputs("\033[?1049h\033[?25l", stdout); // a screen of its own, without a cursor
  fflush(stdout);
  status = run(window);
  fputs("\033[?25h\033[?1049l", stdout);
  fflush(stdout);
  terminal_leave(&terminal);
  return status;
}

// Says what was not copied, and returns whether all was.
static bool report(const struct window *window) {
  bool all = true;
  for (size_t i = 0; i < window->count; i++) {
    const struct item *item = &window->items[i];
    if (item->status != 0)
      fprintf(stderr, "copy: %s: %s\n", item->copying->from, task_strerror(item->status));
    all = all && item->status == 0;
  }
  return all;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fputs("usage: copy FILE... DIRECTORY\n", stderr);
    return 2;
  }
  block_signals();
  struct program program = {0};
  struct window *window = &program.window;
  int status = prepare(&program, argv + 1, (size_t)argc - 2);
  if (status == 0)
    status = window->interactive ? run_on_terminal(window) : run(window);
  task_runtime_stop();
  bool quit = window->quit && cancel_requested(cancel_source_token(window->quit));
  if (status != 0 && !quit)
    fprintf(stderr, "copy: %s\n", task_strerror(status));
  bool all = status == 0 && report(window);
  release(&program);
  return all ? 0 : quit ? 130 : 1;
}
