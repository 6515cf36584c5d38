// A log, written for threads: a page on the stack was nothing there.
#include "log.h"
#include <stdio.h>

void log_line(const char *text) {
  char page[64 * 1024]; // expect: stack-budget "with `page`, a task of `serve` may need 64 KiB"
  snprintf(page, sizeof page, "[log] %s", text);
}
