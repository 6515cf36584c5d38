// SPDX-License-Identifier: MIT
// TCP, and the resolution of names on a thread where blocking is allowed.
#include <taskrt/tcp.h>

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <taskrt/io.h>
#include <taskrt/task.h>
#include <unistd.h>

#include "check/check.h"
#include "io/backend.h"
#include "io/operation.h"

// --- names --------------------------------------------------------------------------------------

struct question {
  const char *host, *service;
  int flags;
  struct addrinfo *answer;
};

static int status_of(int error) {
  switch (error) {
  case 0:
    return 0;
  case EAI_SYSTEM:
    return errno != 0 ? -errno : -EIO;
  case EAI_MEMORY:
    return TASK_ENOMEM;
  case EAI_AGAIN:
    return TASK_EAGAIN;
  case EAI_NONAME:
    return -ENOENT;
  default:
    return TASK_EINVAL;
  }
}

static int resolve_body(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct question *question = arg;
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = question->flags};
  return status_of(getaddrinfo(question->host, question->service, &hints, &question->answer));
}

static int ask(struct question *question, cancel_token token) {
  int status = cancel_check(token);
  return status != 0 ? status : task_await(task_offload(resolve_body, question, 0, token), NULL);
}

int task_resolve(const char *host, const char *service, struct addrinfo **answer,
                 cancel_token token) {
  CHECK_LOOK(task_resolve);
  struct question question = {.host = host, .service = service};
  int status = ask(&question, token);
  *answer = question.answer;
  return status;
}

// --- sockets ------------------------------------------------------------------------------------

static int open_socket(const struct addrinfo *address) {
  int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  return fd < 0 ? -errno : fd;
}

static int connect_to(const struct addrinfo *address, cancel_token token) {
  int fd = open_socket(address);
  if (fd < 0)
    return fd;
  int status = io__backend()->connect(fd, address->ai_addr, address->ai_addrlen, token);
  if (status == 0)
    return fd;
  (void)task_close(fd);
  return status;
}

int task_tcp_connect(const char *host, const char *service, cancel_token token) {
  CHECK_LOOK(task_tcp_connect);
  struct addrinfo *addresses;
  int status = task_resolve(host, service, &addresses, token);
  int fd = status != 0 ? status : -ENOENT;
  for (const struct addrinfo *address = addresses; address && fd < 0; address = address->ai_next) {
    status = cancel_check(token);
    fd = status != 0 ? status : connect_to(address, token);
    if (status != 0)
      break;
  }
  if (addresses)
    freeaddrinfo(addresses);
  return fd;
}

static int listen_at(const struct addrinfo *address) {
  int fd = open_socket(address);
  int one = 1;
  if (fd < 0)
    return fd;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
      bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
    return fd;
  int error = errno;
  close(fd);
  return -error;
}

int task_tcp_listen(const char *host, const char *service, cancel_token token) {
  CHECK_LOOK(task_tcp_listen);
  struct question question = {.host = host, .service = service, .flags = AI_PASSIVE};
  int status = ask(&question, token);
  int fd = status != 0 ? status : -ENOENT;
  for (const struct addrinfo *address = question.answer; address && fd < 0;
       address = address->ai_next)
    fd = listen_at(address);
  if (question.answer)
    freeaddrinfo(question.answer);
  return fd;
}

int task_tcp_accept(int listener, cancel_token token) {
  CHECK_LOOK(task_tcp_accept);
  int fd = io__backend()->accept(listener, token);
  int one = 1;
  if (fd >= 0) // a hint: without it answers are slower, not wrong
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

int task_tcp_port(int fd) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
    return -errno;
  if (address.ss_family == AF_INET)
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
  if (address.ss_family == AF_INET6)
    return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
  return TASK_EINVAL;
}

// --- as tasks -----------------------------------------------------------------------------------

struct name_operation {
  union {
    struct addrinfo *answer;
    int fd;
  } result;
  const char *host, *service;
};

static int resolve_operation(void *arg, cancel_token token, void *result) {
  (void)arg;
  struct name_operation *operation = result;
  return task_resolve(operation->host, operation->service, &operation->result.answer, token);
}

static int connect_operation(void *arg, cancel_token token, void *result) {
  (void)arg;
  struct name_operation *operation = result;
  int fd = task_tcp_connect(operation->host, operation->service, token);
  operation->result.fd = fd;
  return fd < 0 ? fd : 0;
}

static int accept_operation(void *arg, cancel_token token, void *result) {
  (void)arg;
  int *fd = result; // the listener before
  *fd = task_tcp_accept(*fd, token);
  return *fd < 0 ? *fd : 0;
}

task *task_resolve_async(const char *host, const char *service, cancel_token token) {
  struct name_operation operation = {.host = host, .service = service};
  task *t = operation__start(resolve_operation, &operation, sizeof operation,
                             sizeof operation.result.answer, token, __builtin_return_address(0));
  CHECK_GIVEN(task_resolve_async, NULL, t, CHECK_ARG(host), CHECK_ARG(service));
  return t;
}

task *task_tcp_connect_async(const char *host, const char *service, cancel_token token) {
  struct name_operation operation = {.host = host, .service = service};
  task *t = operation__start(connect_operation, &operation, sizeof operation,
                             sizeof operation.result.fd, token, __builtin_return_address(0));
  CHECK_GIVEN(task_tcp_connect_async, NULL, t, CHECK_ARG(host), CHECK_ARG(service));
  return t;
}

task *task_tcp_accept_async(int listener, cancel_token token) {
  task *t = operation__start(accept_operation, &listener, sizeof listener, sizeof listener, token,
                             __builtin_return_address(0));
  CHECK_GIVEN(task_tcp_accept_async, NULL, t, 0);
  return t;
}
