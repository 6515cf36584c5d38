// SPDX-License-Identifier: MIT
// What has come in on a connection and was not looked at yet: the rest of a request, or requests
// that the client sent ahead.
#ifndef EXAMPLE_HTTP_INBOX_H
#define EXAMPLE_HTTP_INBOX_H

#include <stddef.h>
#include <taskrt.h>

enum { INBOX_SIZE = 8 * 1024 };

struct inbox {
  int fd;
  size_t begin, end; // of what is there, in `data`
  char data[INBOX_SIZE];
};

/// Suspends until more has come, or returns at once when there is no room. Returns 0; TASK_ECLOSED
/// at the end of the connection, or an error of task_read().
int inbox_fill(struct inbox *inbox, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

/// Moves what is there to the front, so that inbox_fill() has all the room there is.
void inbox_compact(struct inbox *inbox);

#endif
