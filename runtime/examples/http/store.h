// SPDX-License-Identifier: MIT
// The values of the service: JSON by name, kept in memory and in a file, with a stream of changes.
#ifndef EXAMPLE_HTTP_STORE_H
#define EXAMPLE_HTTP_STORE_H

#include <jansson.h>
#include <stdbool.h>
#include <taskrt.h>

/// Values are never changed once they are in the store, so that they may be read without its lock.
struct store;

/// Creates an empty store, which the caller owns. Returns NULL when out of memory.
struct store *store_create(void);

/// Frees `store`, which nobody uses any more. NULL is ignored.
void store_destroy(struct store *store);

/// Reads the values of the file `path`; without such a file there are none. Returns 0 or an error.
int store_load(struct store *store, const char *path, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

/// Writes all values to the file `path`: it has the old ones or the new ones, never a part. Returns
/// 0 or an error.
int store_save(struct store *store, const char *path, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

/// Sets `*value` to the value of `name`, for the caller to json_decref(). Returns 0, -ENOENT, or
/// the reason for which `token` is cancelled.
int store_get(struct store *store, const char *name, json_t **value,
              cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

/// Sets `*values` to an object with all values, for the caller to json_decref(). Returns 0 or an
/// error.
int store_all(struct store *store, json_t **values, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

/// Makes `value`, which it borrows, the value of `name`; NULL removes it. Returns 0, -ENOENT when
/// there is nothing to be removed, or an error.
int store_put(struct store *store, const char *name, json_t *value,
              cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

/// Where a stream of changes is.
struct follower {
  struct store *store;
  unsigned long next; // the change to come
};

/// Returns a stream of the changes from now on, as `json_t *`: {"name": ..., "value": ...}, without
/// a value when it was removed. A change is the stream's and lives until the next one is asked for;
/// `follower` is used until the stream is closed. Who is more than a hundred changes late gets
/// -EOVERFLOW. NULL when out of memory or cancelled.
task_stream *store_follow(struct store *store, struct follower *follower,
                          cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; gives stream; token token");

/// Ends the streams of changes, and those made later. Returns 0 or the reason for which `token` is
/// cancelled.
int store_end_changes(struct store *store, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

#endif
