// SPDX-License-Identifier: MIT
// Reads two feeds at the same time, under a deadline, and prints their headlines.
#include "feed.h"
#include <stdio.h>
#include <stdlib.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

struct reader {
  struct feed *feeds;
  size_t count;
};

static int update_feed(void *arg, cancel_token token, void *result) {
  (void)result;
  return feed_update(arg, token);
}

// Both feeds are read at once; the first error is the reader's error.
static int read_pair(void *arg, cancel_token token, void *result) {
  struct reader *reader = arg;
  (void)result;
  task *first = task_run(update_feed, &reader->feeds[0], 0, token);
  task *second = task_run(update_feed, &reader->feeds[1], 0, token);

  int status = task_await(first, NULL);
  if (status != 0)
    return status;
  return task_await(second, NULL);
}

static void print_headlines(const struct reader *reader) {
  for (size_t i = 0; i < reader->count; i++)
    printf("%s\n", reader->feeds[i].headline);
}

int main(void) {
  struct http_host harbour = {.name = "harbour.example", .latency = 120, .limit = {.pause = 1}};
  struct http_host weather = {.name = "weather.example", .latency = 450, .limit = {.pause = 1}};
  struct store stores[2] = {{.path = "harbour.txt"}, {.path = "weather.txt"}};
  struct feed feeds[2] = {
      {.host = &harbour, .path = "/ships", .store = &stores[0]},
      {.host = &weather, .path = "/storms", .store = &stores[1]},
  };
  struct reader reader = {.feeds = feeds, .count = 2};

  cancel_source *deadline = cancel_source_create();
  if (!deadline)
    return EXIT_FAILURE;
  cancel_source_cancel_after(deadline, 5000);
  int status = task_wait(task_run(read_pair, &reader, 0, cancel_source_token(deadline)));
  if (status == 0)
    print_headlines(&reader);
  else
    fprintf(stderr, "demo: %s\n", task_strerror(status));
  cancel_source_destroy(deadline);
  return status == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
