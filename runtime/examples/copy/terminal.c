// SPDX-License-Identifier: MIT
#include "terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int terminal_enter(struct terminal *terminal) {
  if (tcgetattr(STDIN_FILENO, &terminal->before) != 0)
    return -errno;
  struct termios mode = terminal->before;
  mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG); // Ctrl-C is a key like others
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  return tcsetattr(STDIN_FILENO, TCSANOW, &mode) == 0 ? 0 : -errno;
}

void terminal_leave(const struct terminal *terminal) {
  tcsetattr(STDIN_FILENO, TCSANOW, &terminal->before);
}

void terminal_size(unsigned *lines, unsigned *columns) {
  struct winsize size = {0};
  int failed = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
  *lines = failed || size.ws_row == 0 ? 24 : size.ws_row;
  *columns = failed || size.ws_col == 0 ? 80 : size.ws_col;
}

void picture_add(struct picture *picture, const char *format, ...) {
  size_t room = sizeof picture->text - picture->length;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(picture->text + picture->length, room, format, arguments);
  va_end(arguments);
  if (length > 0)
    picture->length += (size_t)length < room ? (size_t)length : room - 1;
}
