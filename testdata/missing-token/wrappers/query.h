// Queries with and without a token.
#ifndef QUERY_H
#define QUERY_H

#include <taskrt/task.h>

/// Runs `query` until `token` is cancelled.
int query_run(void *query, cancel_token token);

/// Runs `query` to its end: the short form of query_run().
int query_run_all(void *query);

/// Starts `query`; the caller owns the task.
task *query_start(void *query, cancel_token token);

/// Starts `query` and forgets it.
void query_fire(void *query);

/// Parses `query` without running it.
int query_parse(void *query);

#endif
