// SPDX-License-Identifier: MIT
// The HTTP service as a child process, and a client for it that does nothing unasked. Everything
// asserts: a step that does not work ends the test.
#ifndef TESTS_RUNTIME_EXAMPLES_SERVICE_H
#define TESTS_RUNTIME_EXAMPLES_SERVICE_H

#include <stdbool.h>
#include <sys/types.h>

struct service {
  pid_t process;
  int port;
};

/// Starts the service with `options` (up to a NULL), at a free port.
struct service service_start(const char *const *options);

/// Sends `signal_number` to the service.
void service_signal(const struct service *service, int signal_number);

/// Waits for the end of the service and returns its exit status, or the negative signal.
int service_wait(const struct service *service);

/// Ends the service by SIGTERM and asserts that it ends well.
void service_stop(const struct service *service);

/// Connects to `port` of this machine.
int dial(int port);

/// Waits until `port` takes no connections any more.
void wait_until_closed(int port);

/// Sends `text`.
void say(int fd, const char *text);

/// Sends a GET, or a PUT of `body` if that is not NULL, for `target`.
void ask(int fd, const char *target, const char *body);

/// An answer as it came in; a body that is sent in chunks is kept so.
struct reply {
  int code;
  bool closes; // says that it is the last one
  char head[1000], body[5000];
};

/// Reads one answer with a Content-Length.
struct reply hear(int fd);

/// Asserts that the next answer has `code` and `body`.
void expect_reply(int fd, int code, const char *body);

/// Reads exactly what is said to come: the text `expected`.
void expect_text(int fd, const char *expected);

/// Asserts that the other side has closed the connection, and closes it too.
void expect_end(int fd);

/// Listens at a free port of this machine, which `port` is set to.
int listen_anywhere(int *port);

/// Takes the next connection and reads the question that comes by it, into `question`.
int take_question(int listener, char *question, unsigned size);

/// Answers a question with `code` and `body`, and closes the connection.
void reply_to(int fd, int code, const char *body);

#endif
