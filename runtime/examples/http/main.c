// SPDX-License-Identifier: MIT
// A key-value service over HTTP and JSON, which may stand in front of another one:
//
//     http [--port N] [--upstream HOST:PORT] [--file PATH] ...
//
// Prints the port it listens at. Ends at SIGTERM or SIGINT with 0; with 1 on an error, 2 if it is
// called wrongly.
#include <getopt.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server.h"

struct options {
  const char *host, *port;
  unsigned long connections, body_limit, idle, receive, request, grace;
};

static void print_usage(FILE *to) {
  fputs("usage: http [OPTION]...\n"
        "  --host HOST            where to listen (127.0.0.1)\n"
        "  --port N               the port; 0: any free one (8080)\n"
        "  --upstream HOST:PORT   asked for what is not known here\n"
        "  --file PATH            keeps the values\n"
        "  --connections N        at the same time (1000)\n"
        "  --body-limit BYTES     of a request or an answer of the upstream (1048576)\n"
        "  --idle MS              to wait for the next request (60000)\n"
        "  --receive MS           for a request to come in (10000)\n"
        "  --request MS           for a request to be served (10000)\n"
        "  --grace MS             for requests under way at the end (10000)\n",
        to);
}

static bool parse_number(const char *text, unsigned long *number) {
  char *end;
  *number = strtoul(text, &end, 10);
  return *text >= '0' && *text <= '9' && *end == '\0';
}

// Cuts `text` in two at its last colon.
static bool parse_upstream(char *text, struct upstream *upstream) {
  char *colon = strrchr(text, ':');
  if (!colon || colon == text || colon[1] == '\0')
    return false;
  *colon = '\0';
  upstream->host = text;
  upstream->port = colon + 1;
  return true;
}

static bool parse(int argc, char **argv, struct options *options, struct server *server) {
  static const struct option known[] = {{"host", required_argument, NULL, 'h'},
                                        {"port", required_argument, NULL, 'p'},
                                        {"upstream", required_argument, NULL, 'u'},
                                        {"file", required_argument, NULL, 'f'},
                                        {"connections", required_argument, NULL, 'c'},
                                        {"body-limit", required_argument, NULL, 'b'},
                                        {"idle", required_argument, NULL, 'i'},
                                        {"receive", required_argument, NULL, 'r'},
                                        {"request", required_argument, NULL, 'q'},
                                        {"grace", required_argument, NULL, 'g'},
                                        {0}};
  struct {
    int letter;
    unsigned long *number;
  } numbers[] = {{'c', &options->connections}, {'b', &options->body_limit}, {'i', &options->idle},
                 {'r', &options->receive},     {'q', &options->request},    {'g', &options->grace}};
  int letter;
  bool right = true;
  while (right && (letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
    if (letter == 'h')
      options->host = optarg;
    else if (letter == 'p')
      options->port = optarg;
    else if (letter == 'f')
      server->file = optarg;
    else if (letter == 'u')
      right = parse_upstream(optarg, &server->service.upstream);
    else if (letter == '?')
      right = false;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
      if (numbers[i].letter == letter)
        right = parse_number(optarg, numbers[i].number);
  }
  return right && optind == argc;
}

// The runtime's threads inherit the mask; the server reads the signals from a descriptor.
static void block_signals(void) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  sigprocmask(SIG_BLOCK, &ends, NULL);
}

static int run(struct server *server, const struct options *options) {
  server->listener = task_tcp_listen(options->host, options->port, CANCEL_NONE);
  if (server->listener < 0)
    return task_fail(server->listener, "cannot listen at %s, port %s: %s", options->host,
                     options->port, task_strerror(server->listener));
  printf("%d\n", task_tcp_port(server->listener));
  fflush(stdout);
  return task_wait(task_run(server_run, server, 0, CANCEL_NONE));
}

int main(int argc, char **argv) {
  struct options options = {.host = "127.0.0.1",
                            .port = "8080",
                            .connections = 1000,
                            .body_limit = 1024 * 1024,
                            .idle = 60000,
                            .receive = 10000,
                            .request = 10000,
                            .grace = 10000};
  struct server server = {0};
  if (!parse(argc, argv, &options, &server)) {
    print_usage(stderr);
    return 2;
  }
  server.limits =
      (struct limits){options.connections, options.body_limit, options.idle, options.receive};
  server.free_places = (task_semaphore)TASK_SEMAPHORE_INIT(options.connections);
  server.grace_milliseconds = options.grace;
  server.service.request_milliseconds = options.request;
  server.service.upstream.body_limit = options.body_limit;
  block_signals();
  json_object_seed(0); // before there are threads that would do it at the same time

  // The parser of JSON calls itself for each level, of which it takes up to 2048: that is more than
  // the usual 64 KiB. A stack costs the pages it has touched, so the larger size is nearly free.
  struct task_runtime_options runtime = {.stack_size = 1024 * 1024, .max_stacks = 16 * 1024};
  int status = task_runtime_start(&runtime);
  server.stop = cancel_source_create();
  server.drain = server.stop ? cancel_source_create_linked(cancel_source_token(server.stop)) : NULL;
  server.service.store = store_create();
  if (status == 0)
    status = server.drain && server.service.store ? run(&server, &options) : TASK_ENOMEM;
  if (status != 0) {
    const task_error *error = task_last_error();
    fprintf(stderr, "http: %s\n", error ? error->message : task_strerror(status));
  }
  task_runtime_stop();
  cancel_source_destroy(server.drain);
  cancel_source_destroy(server.stop);
  store_destroy(server.service.store);
  return status == 0 ? 0 : 1;
}
