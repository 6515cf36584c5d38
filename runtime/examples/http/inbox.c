// SPDX-License-Identifier: MIT
#include "inbox.h"

#include <string.h>

int inbox_fill(struct inbox *inbox, cancel_token token) {
  if (inbox->end == sizeof inbox->data)
    return 0;
  ssize_t count =
      task_read(inbox->fd, inbox->data + inbox->end, sizeof inbox->data - inbox->end, token);
  if (count <= 0)
    return count == 0 ? TASK_ECLOSED : (int)count;
  inbox->end += (size_t)count;
  return 0;
}

void inbox_compact(struct inbox *inbox) {
  memmove(inbox->data, inbox->data + inbox->begin, inbox->end - inbox->begin);
  inbox->end -= inbox->begin;
  inbox->begin = 0;
}
