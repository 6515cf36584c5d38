// SPDX-License-Identifier: MIT
// TCP connections and the names of hosts. What they give are descriptors for task_read(),
// task_write() and task_close(), nonblocking and closed on exec.
#ifndef TASKRT_TCP_H
#define TASKRT_TCP_H

#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

struct addrinfo; // of <netdb.h>

/// Resolves `host` and `service` (names or numbers, one may be NULL) for TCP: `*answer` is freed by
/// freeaddrinfo(). Suspends the running task while a thread of task_offload() asks; outside a task
/// it blocks the thread. Returns 0; -ENOENT for a name nobody knows, TASK_EAGAIN if nobody answers,
/// another negative errno, the reason if `token` is cancelled before it begins, TASK_ENOMEM; then
/// `*answer` is NULL.
int task_resolve(const char *host, const char *service, struct addrinfo **answer,
                 cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(3)
    ASYNC_LINT("suspends; token token; status; check result");

/// Connects to `service` at `host`, trying its addresses one after the other. Returns a descriptor;
/// or an error of task_resolve(), the negative errno of the last address, or the reason if `token`
/// is cancelled. Suspends the running task; outside a task it blocks the thread.
int task_tcp_connect(const char *host, const char *service, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; nonblocking; check result");

/// Listens at `service` ("0": any free port) of `host` (NULL: every address of this machine).
/// Returns a descriptor for task_tcp_accept() or an error as task_tcp_connect(). Suspends the
/// running task while names are resolved; outside a task it blocks the thread.
int task_tcp_listen(const char *host, const char *service, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; nonblocking; check result");

/// Suspends the running task until somebody connects to `listener`, a nonblocking listening socket
/// (outside a task it blocks the thread). Returns the descriptor of the connection; or a negative
/// errno, the reason if `token` is cancelled first, TASK_ECLOSED if task_close() closes `listener`.
int task_tcp_accept(int listener, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; nonblocking; check result");

// The same as tasks, whose handles the caller owns. Names must live until they are over, cancelled
// or not. They return NULL when out of memory. Take the result whenever the status is 0: nobody
// else frees or closes it.

/// Starts task_resolve(); the result is a struct addrinfo *, freed by freeaddrinfo().
task *task_resolve_async(const char *host, const char *service,
                         cancel_token token) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task; keeps host until done; keeps service until done; token token");

/// Starts task_tcp_connect(); the result is an int, the descriptor.
task *task_tcp_connect_async(const char *host, const char *service,
                             cancel_token token) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task; keeps host until done; keeps service until done; token token");

/// Starts task_tcp_accept(); the result is an int, the descriptor.
task *task_tcp_accept_async(int listener, cancel_token token) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task; token token");

/// Returns the local port of the socket `fd`, or a negative errno. Never suspends.
int task_tcp_port(int fd) TASK_CHECK_RESULT ASYNC_LINT("check result");

#ifdef __cplusplus
}
#endif

#endif
