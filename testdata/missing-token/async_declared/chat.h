// Functions declared async, to be called in tasks only.
#ifndef CHAT_H
#define CHAT_H

#include <taskrt/annotate.h>
#include <taskrt/cancel.h>

/// Sends `text` and waits for the receipt.
int chat_send(const char *text) ASYNC_LINT("async");

/// Sends `text` until `token` is cancelled.
int chat_send_until(const char *text, cancel_token token) ASYNC_LINT("async; token token");

/// Lets others speak first.
void chat_yield(void) ASYNC_LINT("async");

#endif
