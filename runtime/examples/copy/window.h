// SPDX-License-Identifier: MIT
// The user interface. All of it runs on one thread, that of its loop, so nothing in here is locked;
// and nothing in here takes long, so the next key is always answered at once.
#ifndef EXAMPLE_COPY_WINDOW_H
#define EXAMPLE_COPY_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <taskrt.h>

#include "copying.h"

enum state { COPYING, OVER };

/// One line of the window.
struct item {
  struct window *window;
  struct copying *copying;
  cancel_source *cancel; // linked to the window's
  enum state state;
  int status; // when it is over
  bool paused;
};

struct window {
  struct item *items;
  size_t count, selected;
  cancel_source *quit; // ends everything
  task_event changed;  // there is something to paint
  bool interactive;    // there is a terminal
};

/// Copies all and shows how far it is, until all are over. A task's body: runs on a loop, `arg` is
/// the window, it has no result.
int window_run(void *arg, cancel_token token, void *result) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

#endif
