// SPDX-License-Identifier: MIT
// Cancellation: a source asks, the tokens made from it are asked. A token is a value to pass on to
// every long operation; a deadline lives in the source, so a timeout needs no timer of its own.
#ifndef TASKRT_CANCEL_H
#define TASKRT_CANCEL_H

#include <stdbool.h>
#include <stdint.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The side that asks for cancellation. Created and destroyed by one owner; every function on it
/// may be called from any thread.
typedef struct cancel_source cancel_source;

/// The side that is asked: a value, copied freely, valid as long as its source is not destroyed.
typedef struct {
  cancel_source *source; ///< NULL: never cancelled
} cancel_token;

/// The token that is never cancelled.
#ifdef __cplusplus
#define CANCEL_NONE (cancel_token{})
#else
#define CANCEL_NONE ((cancel_token){0})
#endif

/// Destroys `source`, which the caller owns; NULL is ignored. Does not cancel: call
/// cancel_request() first if that is meant. Its tokens must not be used afterwards, so every task
/// that got one must be over. Sources linked to it may live on; they are no longer cancelled
/// through it. Never suspends; waits only while another thread passes a cancellation of the parent
/// on to `source`.
void cancel_source_destroy(cancel_source *source) ASYNC_LINT("takes source");

/// Creates a source without a deadline. The caller owns it and ends it with
/// cancel_source_destroy(). Returns NULL when out of memory. Never suspends or blocks.
cancel_source *cancel_source_create(void) TASK_CHECK_RESULT TASK_RELEASED_BY(cancel_source_destroy)
    ASYNC_LINT("gives source");

/// Creates a source that is cancelled when `parent` is, for the same reason and at once, and that
/// can be cancelled alone. Destroying it ends the link, and forgetting to do so keeps it alive with
/// the parent. A `parent` of CANCEL_NONE gives a plain source. Returns NULL when out of memory.
cancel_source *cancel_source_create_linked(cancel_token parent) TASK_CHECK_RESULT
    TASK_RELEASED_BY(cancel_source_destroy) ASYNC_LINT("gives source; links parent");

/// Sets the deadline of `source`, which it borrows: `milliseconds` from now it is cancelled with
/// TASK_ETIMEDOUT. A later call replaces the deadline; 0 cancels at once, as cancel_request() does;
/// after cancellation nothing changes. Checking a token sees the deadline without the help of the
/// runtime, and what waits is woken by a worker. Never suspends or blocks, cannot fail.
void cancel_source_cancel_after(cancel_source *source, uint64_t milliseconds) TASK_NONNULL(1)
    ASYNC_LINT("borrows source; times-out source");

/// Asks everything that holds a token of `source` to stop, with TASK_ECANCELED. Waiting operations
/// are woken before it returns, or by the thread whose request came first; running code sees it at
/// its next check. A second call does nothing. Never suspends and never waits for the tasks asked,
/// but a delay object that is awaited by nobody and was detached ends in this call, and so does its
/// handler: hold no lock that the handler takes. Borrows `source`.
void cancel_request(cancel_source *source) TASK_NONNULL(1)
    ASYNC_LINT("borrows source; cancels source");

/// Returns a token of `source`, valid until the source is destroyed. Cannot fail.
cancel_token cancel_source_token(cancel_source *source) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("borrows source");

/// Returns true when cancellation of `token` was asked for or its deadline has passed. Costs a load
/// without deadline and a clock reading with one for each source up the links. Runs no handlers and
/// wakes nobody itself, so it may stand under any lock. Callable from any thread, in tasks and
/// outside, not in signal handlers. Never suspends.
bool cancel_requested(cancel_token token) TASK_CHECK_RESULT ASYNC_LINT("checks-token token");

/// Returns 0 while `token` is not cancelled, then TASK_ECANCELED or, after a deadline,
/// TASK_ETIMEDOUT; the first reason stays. Meant for loops:
/// `if ((status = cancel_check(token)) != 0) return status;`. Otherwise as cancel_requested().
int cancel_check(cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("checks-token token; status; check result");

/// The runtime's part of a registration.
struct cancel_link {
  cancel_source *source;
  struct cancel_link *next, *previous;
  void (*run)(struct cancel_link *link, int reason);
  bool linked;
};

/// A wish to be told of a cancellation: memory of the program, mostly on the stack of who waits or
/// in its object, and where it is until cancel_unregister(). Its fields are the runtime's.
typedef struct cancel_registration {
  struct cancel_link link;
  void (*call)(int reason, void *arg);
  void *arg;
} cancel_registration;

/// Has `call` called when `token` is cancelled, once, with the reason (TASK_ECANCELED or
/// TASK_ETIMEDOUT) and `arg`: for what taskrt does not wait for itself, as a library that has a
/// function of its own to stop it. `call` runs on the thread that cancels, for a deadline on one of
/// the runtime's, with no lock of the runtime held. It must neither suspend nor block, and may set
/// events, complete sources and cancel others. To be ended with cancel_unregister() whether it was
/// called or not, before `registration` or the source of `token` goes. Returns 0; the reason if
/// `token` is cancelled already, and TASK_ENOMEM if the runtime, which it starts for deadlines,
/// could not be started: then `call` is not called, and there is nothing to end. With CANCEL_NONE
/// it does nothing and returns 0. Allocates nothing while the runtime runs.
int cancel_register(cancel_token token, cancel_registration *registration,
                    void (*call)(int reason, void *arg), void *arg) TASK_CHECK_RESULT
    TASK_NONNULL(2, 3) ASYNC_LINT("token token; calls call at most once; status; check result");

/// Takes `registration` back: `call` does not run any more, and will not. While it runs on another
/// thread this blocks until it has returned, so hold no lock that it takes; within `call` it
/// returns at once. Does nothing for one that is zeroed, or that cancel_register() has refused.
void cancel_unregister(cancel_registration *registration) TASK_NONNULL(1) ASYNC_LINT("plain");

#if defined(__GNUC__)
/// What CANCEL_SCOPE() calls when its block is left: cancel_source_destroy() of `*source`.
void cancel_scope_end(cancel_source **source) TASK_NONNULL(1) ASYNC_LINT("takes source");

/// Declares `name`, a source that is linked to `parent` and is destroyed when the block is left,
/// whichever way: a deadline for some calls cannot be forgotten, nor its link leak. NULL when out
/// of memory.
///   CANCEL_SCOPE(limit, token);
///   if (!limit)
///     return TASK_ENOMEM;
///   cancel_source_cancel_after(limit, 500);
///   return fetch(url, cancel_source_token(limit));
#define CANCEL_SCOPE(name, parent)                                                                 \
  __attribute__((cleanup(cancel_scope_end))) cancel_source *name =                                 \
      cancel_source_create_linked(parent)
#endif

#ifdef __cplusplus
}
#endif

#endif
