// SPDX-License-Identifier: MIT
// Answers to clients: one JSON text, or a stream of them, a line each.
#ifndef EXAMPLE_HTTP_ANSWER_H
#define EXAMPLE_HTTP_ANSWER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <taskrt.h>

/// The answer to one request. Its token is not the request's: a client is told, too, that its
/// request took too long.
struct answer {
  int fd;
  cancel_token token;    // of the connection
  uint64_t milliseconds; // the longest time that one write may take
  cancel_token drain;    // when it is cancelled, this is the last answer
  bool keep_alive;       // in: what the client wants; out: whether the connection goes on
  unsigned sent;         // the HTTP status, 0 before
};

/// Sends `value`, which it takes, as the whole answer with the HTTP status `code`. NULL, for which
/// there was no memory, becomes status 503. Returns 0 or an error of the connection.
int answer_json(struct answer *answer, unsigned code, json_t *value) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; status; check result");

/// Sends `{"error": text}` with the HTTP status `code`; otherwise as answer_json().
int answer_error(struct answer *answer, unsigned code, const char *text) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; status; check result");

/// Begins an answer of any number of lines. Returns 0 or an error of the connection.
int answer_begin_lines(struct answer *answer) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; status; check result");

/// Sends `value` as the next line. Borrows it. Returns 0 or an error of the connection.
int answer_line(struct answer *answer, const json_t *value) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; status; check result");

/// Ends an answer of lines. Returns 0 or an error of the connection.
int answer_end_lines(struct answer *answer) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; status; check result");

#endif
