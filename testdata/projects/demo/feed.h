// SPDX-License-Identifier: MIT
// A feed: where it comes from and what it said last.
#ifndef DEMO_FEED_H
#define DEMO_FEED_H

#include "http.h"
#include "store.h"
#include <taskrt/annotate.h>
#include <taskrt/cancel.h>

struct feed {
  struct http_host *host;
  const char *path;
  struct store *store;
  char headline[STORE_WIDTH];
};

/// Fetches `feed` and keeps its headline, in memory and in the store. Returns 0 or an error.
int feed_update(struct feed *feed, cancel_token token);

/// Removes superfluous blanks from `headline`, in place. Returns what is left in characters.
size_t feed_clean(char *headline) ASYNC_LINT("async");

#endif
