// SPDX-License-Identifier: MIT
// Building a report line.
#include "system/report.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

void report__text(struct report *report, const char *text) {
  size_t room = sizeof report->text - report->length;
  size_t length = strlen(text);
  if (length > room)
    length = room;
  memcpy(report->text + report->length, text, length);
  report->length += length;
}

void report__number(struct report *report, uint64_t number, unsigned base) {
  char digits[24];
  size_t at = sizeof digits - 1;
  digits[at] = '\0';
  do {
    digits[--at] = "0123456789abcdef"[number % base];
    number /= base;
  } while (number != 0);
  report__text(report, digits + at);
}

void report__code(struct report *report, uintptr_t address) {
  Dl_info info;
  if (address != 0 && dladdr((void *)address, &info) && info.dli_fname) {
    const char *slash = strrchr(info.dli_fname, '/');
    report__text(report, slash ? slash + 1 : info.dli_fname);
    report__text(report, "+");
    address -= (uintptr_t)info.dli_fbase;
  }
  report__text(report, "0x");
  report__number(report, address, 16);
}

void report__task(struct report *report, const char *name, uintptr_t body, const char *place,
                  uintptr_t started_at) {
  if (name) {
    report__text(report, ", ");
    report__text(report, name);
  }
  if (body) {
    report__text(report, ", body ");
    report__code(report, body);
  }
  report__text(report, ", started at ");
  if (place)
    report__text(report, place);
  else
    report__code(report, started_at);
}

void report__write(const struct report *report) {
  // A report that cannot be written has nowhere to go.
  ssize_t written = write(STDERR_FILENO, report->text, report->length);
  (void)written;
}
