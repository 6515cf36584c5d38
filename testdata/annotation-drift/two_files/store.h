// A store, as its callers know it.
#ifndef STORE_H
#define STORE_H

#include <taskrt/task.h>

// Written for version 1, in which nothing was sent over the network.
ASYNC_LINT("plain") int store_put_bad(const char *key); // note: "is declared `plain` here"

ASYNC_LINT("suspends") int store_get_ok(const char *key, cancel_token token);

ASYNC_LINT("takes flush") int store_close_bad(task *flush, int dirty);

#endif
