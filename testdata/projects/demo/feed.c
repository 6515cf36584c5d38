// SPDX-License-Identifier: MIT
// Updates one feed, inside whichever task asks for it.
#include "feed.h"
#include <stdbool.h>
#include <stdio.h>

size_t feed_clean(char *headline) {
  size_t length = 0;
  bool blank = true;
  for (const char *from = headline; *from; from++) {
    bool is_blank = *from == ' ' || *from == '\t';
    if (!is_blank || !blank)
      headline[length++] = *from;
    blank = is_blank;
  }
  if (length > 0 && headline[length - 1] == ' ')
    length--;
  headline[length] = '\0';
  return length;
}

int feed_update(struct feed *feed, cancel_token token) {
  struct http_reply reply = {0};
  int status = http_get(feed->host, feed->path, &reply, token);
  if (status != 0)
    return status;
  snprintf(feed->headline, sizeof feed->headline, "%s", reply.body);
  if (feed_clean(feed->headline) == 0)
    return TASK_EINVAL;
  status = store_add(feed->store, feed->headline);
  if (status != 0)
    return status;
  return task_wait(store_save(feed->store));
}
