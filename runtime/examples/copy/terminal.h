// SPDX-License-Identifier: MIT
// The terminal: its modes, and pictures composed of text. Nothing here waits.
#ifndef EXAMPLE_COPY_TERMINAL_H
#define EXAMPLE_COPY_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

struct terminal {
  struct termios before;
};

/// Makes keys come in one by one and unseen. Returns 0 or a negative errno.
int terminal_enter(struct terminal *terminal);

/// Puts the terminal back into the mode that it had.
void terminal_leave(const struct terminal *terminal);

/// Sets the size of the picture, 24 lines of 80 where the terminal does not say.
void terminal_size(unsigned *lines, unsigned *columns);

/// Text that is composed; what has no room is left out.
struct picture {
  char text[16 * 1024];
  size_t length;
};

/// Adds text as printf does.
void picture_add(struct picture *picture, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
