// SPDX-License-Identifier: MIT
#include "service.h"

// cmocka.h wants these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// --- the process --------------------------------------------------------------------------------

static void run_child(const char *const *options, int out) {
  enum { MOST = 16 };
  const char *argv[MOST + 4] = {EXAMPLE_HTTP, "--port", "0"};
  for (int i = 0; i < MOST && options[i]; i++)
    argv[i + 3] = options[i];
  if (dup2(out, STDOUT_FILENO) < 0)
    _exit(99);
  execv(argv[0], (char *const *)argv);
  _exit(98);
}

struct service service_start(const char *const *options) {
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  struct service service = {.process = fork()};
  assert_true(service.process >= 0);
  if (service.process == 0)
    run_child(options, ends[1]);
  close(ends[1]);
  FILE *out = fdopen(ends[0], "r");
  assert_non_null(out);
  char line[20] = "";
  assert_non_null(fgets(line, sizeof line, out));
  service.port = atoi(line);
  assert_true(service.port > 0);
  fclose(out);
  return service;
}

void service_signal(const struct service *service, int signal_number) {
  assert_int_equal(kill(service->process, signal_number), 0);
}

int service_wait(const struct service *service) {
  int status;
  assert_int_equal(waitpid(service->process, &status, 0), service->process);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void service_stop(const struct service *service) {
  service_signal(service, SIGTERM);
  assert_int_equal(service_wait(service), 0);
}

// --- a client -----------------------------------------------------------------------------------

static struct sockaddr_in local(int port) {
  return (struct sockaddr_in){.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr = {htonl(INADDR_LOOPBACK)}};
}

static int try_dial(int port) {
  struct sockaddr_in address = local(port);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_true(fd >= 0);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
    return fd;
  // A listener that is closed during the handshake resets it.
  assert_true(errno == ECONNREFUSED || errno == ECONNRESET);
  close(fd);
  return -1;
}

int dial(int port) {
  int fd = try_dial(port);
  assert_true(fd >= 0);
  return fd;
}

void wait_until_closed(int port) {
  int fd;
  while ((fd = try_dial(port)) >= 0)
    close(fd);
}

void say(int fd, const char *text) {
  size_t size = strlen(text);
  assert_int_equal(send(fd, text, size, MSG_NOSIGNAL), size);
}

void ask(int fd, const char *target, const char *body) {
  char text[5000];
  if (body)
    snprintf(text, sizeof text, "PUT %s HTTP/1.1\r\nContent-Length: %zu\r\n\r\n%s", target,
             strlen(body), body);
  else
    snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n\r\n", target);
  say(fd, text);
}

// Reads byte by byte, so that nothing of the next answer is taken.
static void read_head(int fd, char *head, size_t size) {
  size_t length = 0;
  head[0] = '\0';
  while (!strstr(head, "\r\n\r\n")) {
    assert_true(length + 1 < size);
    assert_int_equal(recv(fd, head + length, 1, 0), 1);
    head[++length] = '\0';
  }
}

struct reply hear(int fd) {
  struct reply reply = {0};
  read_head(fd, reply.head, sizeof reply.head);
  reply.code = atoi(reply.head + strlen("HTTP/1.1 "));
  reply.closes = strstr(reply.head, "Connection: close") != NULL;
  const char *length = strstr(reply.head, "Content-Length: ");
  size_t size = length ? (size_t)atoi(length + strlen("Content-Length: ")) : 0;
  assert_true(size < sizeof reply.body);
  assert_int_equal(size > 0 ? recv(fd, reply.body, size, MSG_WAITALL) : 0, size);
  return reply;
}

void expect_reply(int fd, int code, const char *body) {
  struct reply reply = hear(fd);
  assert_string_equal(reply.body, body);
  assert_int_equal(reply.code, code);
}

void expect_text(int fd, const char *expected) {
  char text[1000] = "";
  size_t size = strlen(expected);
  assert_true(size < sizeof text);
  assert_int_equal(recv(fd, text, size, MSG_WAITALL), size);
  assert_string_equal(text, expected);
}

void expect_end(int fd) {
  char byte;
  assert_int_equal(recv(fd, &byte, 1, 0), 0);
  close(fd);
}

// --- an upstream --------------------------------------------------------------------------------

int listen_anywhere(int *port) {
  struct sockaddr_in address = local(0);
  socklen_t size = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_true(fd >= 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
  assert_int_equal(listen(fd, 10), 0);
  assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
  *port = ntohs(address.sin_port);
  return fd;
}

int take_question(int listener, char *question, unsigned size) {
  int fd = accept(listener, NULL, NULL);
  assert_true(fd >= 0);
  read_head(fd, question, size);
  return fd;
}

void reply_to(int fd, int code, const char *body) {
  char text[1000];
  snprintf(text, sizeof text, "HTTP/1.1 %d As It Is\r\nContent-Length: %zu\r\n\r\n%s", code,
           strlen(body), body);
  say(fd, text);
  close(fd);
}
