// SPDX-License-Identifier: MIT
// What is being done, on stderr.
#include "analyzer/run/progress.h"
#include "analyzer/base/encode.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { BAR = 24, NARROW = 40 };

static bool on_terminal(const struct options *options) {
  return options_progress(options) && isatty(STDERR_FILENO);
}

/// Columns of the terminal; a line may not be longer, or it could not be written over.
static size_t columns(void) {
  struct winsize size;
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

void progress_duration(struct text *out, double seconds) {
  unsigned whole = (unsigned)(seconds + 0.5);
  if (whole < 1)
    text_puts(out, "under 1 s");
  else if (whole < 60)
    text_printf(out, "%u s", whole);
  else
    text_printf(out, "%u min %u s", whole / 60, whole % 60);
}

static void put_line(struct text *line) {
  size_t width = columns();
  fputs("\r\033[K", stderr);
  fwrite(text_get(line), 1, line->length < width ? line->length : width - 1, stderr);
  fflush(stderr);
}

void progress_parsed(const struct options *options, uint32_t done, uint32_t total, double left,
                     const char *path) {
  if (!options_progress(options))
    return;
  if (!on_terminal(options)) {
    fprintf(stderr, "[%u/%u] parsing\n", done, total);
    return;
  }
  if (done == total) {
    progress_end(options);
    return;
  }
  struct text line = {0};
  if (columns() > NARROW) {
    char bar[BAR + 1];
    size_t full = (size_t)BAR * done / total;
    memset(bar, ' ', BAR);
    memset(bar, '=', full);
    bar[full] = '>';
    text_printf(&line, "[%.*s] ", BAR, bar);
  }
  text_printf(&line, "%u/%u", done, total);
  if (left >= 0) {
    text_puts(&line, ", ");
    progress_duration(&line, left);
    text_puts(&line, " left");
  }
  const char *slash = strrchr(path, '/');
  text_puts(&line, ", parsed ");
  encode_append(&line, slash ? slash + 1 : path, strlen(slash ? slash + 1 : path));
  put_line(&line);
  text_free(&line);
}

void progress_phase(const struct options *options, const char *format, ...) {
  if (!on_terminal(options))
    return;
  struct text line = {0};
  char words[200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(words, sizeof words, format, arguments);
  va_end(arguments);
  text_puts(&line, words);
  put_line(&line);
  text_free(&line);
}

void progress_end(const struct options *options) {
  if (!on_terminal(options))
    return;
  fputs("\r\033[K", stderr);
  fflush(stderr);
}
