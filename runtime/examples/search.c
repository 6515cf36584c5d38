// SPDX-License-Identifier: MIT
// Searches the files below a directory for a text, several at the same time:
//
//     search TEXT DIRECTORY
//
// Prints `path:line: the line` for each line that holds the text, shows on a terminal how far it
// is, and stops at Ctrl-C. Ends with 0 if the text was found, 1 if not, 2 on an error, 130 when
// interrupted.
#include <errno.h>
#include <fts.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <taskrt.h>
#include <unistd.h>

enum { SEARCHERS = 8, PATHS_AHEAD = 64, PROGRESS_MILLISECONDS = 100 };

struct search {
  const char *text, *directory;
  task_channel *paths;         // from the walk to the searchers; a path is the receiver's
  task_mutex output;           // one file's lines stay together
  cancel_source *stop;         // of the search
  cancel_source *stop_helpers; // of progress and Ctrl-C, when the search is over
  atomic_ulong files, matches;
  bool interrupted;
};

// --- finding files: blocks, so it runs by task_offload() ----------------------------------------

static int send_path(struct search *search, const char *path, cancel_token token) {
  char *copy = strdup(path);
  if (!copy)
    return TASK_ENOMEM;
  int status = task_channel_send(search->paths, &copy, token);
  if (status != 0)
    free(copy);
  return status;
}

static int walk(void *arg, cancel_token token, void *result) {
  (void)result;
  struct search *search = arg;
  char *roots[] = {(char *)search->directory, NULL};
  FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
  int status = tree ? 0 : -errno;
  FTSENT *entry;
  while (status == 0 && (entry = fts_read(tree))) {
    status = cancel_check(token);
    if (status == 0 && entry->fts_info == FTS_F)
      status = send_path(search, entry->fts_path, token);
    else if (status == 0 && entry->fts_level == 0 && entry->fts_info == FTS_NS)
      status = -entry->fts_errno;
  }
  if (tree)
    fts_close(tree);
  task_channel_close(search->paths); // the searchers end when they have taken what is left
  return status;
}

// --- searching ----------------------------------------------------------------------------------

// Prints one line that holds the text, which begins at `found`.
static int print_match(const char *path, unsigned long number, const char *line,
                       cancel_token token) {
  char text[4096];
  int length =
      snprintf(text, sizeof text, "%s:%lu: %.*s\n", path, number, (int)strcspn(line, "\n"), line);
  if (length >= (int)sizeof text) {
    length = sizeof text;
    text[length - 1] = '\n';
  }
  return task_write_all(STDOUT_FILENO, text, (size_t)length, token);
}

static int print_matches(struct search *search, const char *path, const char *data,
                         cancel_token token) {
  unsigned long number = 1;
  int status = 0;
  for (const char *line = data; status == 0 && line; number++) {
    const char *end = strchr(line, '\n');
    const char *found = strstr(line, search->text);
    if (!found)
      return 0;
    if (!end || found < end) {
      atomic_fetch_add(&search->matches, 1);
      status = print_match(path, number, line, token);
    }
    line = end ? end + 1 : NULL;
  }
  return status;
}

// What cannot be read is left out, as other programs of this kind do.
static int search_file(struct search *search, const char *path, cancel_token token) {
  char *data;
  size_t size;
  int status = task_file_read(path, &data, &size, token);
  if (status != 0)
    return cancel_check(token);
  // A NUL makes it a file of something else than text.
  if (memchr(data, '\0', size) == NULL && strstr(data, search->text)) {
    status = task_mutex_lock(&search->output, token);
    if (status == 0) {
      status = print_matches(search, path, data, token);
      task_mutex_unlock(&search->output);
    }
  }
  atomic_fetch_add(&search->files, 1);
  free(data);
  return status;
}

static int search_files(void *arg, cancel_token token, void *result) {
  (void)result;
  struct search *search = arg;
  char *path;
  int status;
  while ((status = task_channel_receive(search->paths, &path, token)) == 0) {
    status = search_file(search, path, token);
    free(path);
    if (status != 0)
      return status;
  }
  return status == TASK_ECLOSED ? 0 : status;
}

// --- beside it ----------------------------------------------------------------------------------

static int print_progress(struct search *search, const char *end, cancel_token token) {
  char text[100];
  int length = snprintf(text, sizeof text, "\r%lu files, %lu lines%s", atomic_load(&search->files),
                        atomic_load(&search->matches), end);
  return task_write_all(STDERR_FILENO, text, (size_t)length, token);
}

static int show_progress(void *arg, cancel_token token, void *result) {
  (void)result;
  struct search *search = arg;
  task_ticker ticker;
  task_ticker_start(&ticker, PROGRESS_MILLISECONDS);
  int status;
  while ((status = task_ticker_next(&ticker, token)) == 0 &&
         (status = print_progress(search, " ", token)) == 0) {
  }
  if (status == TASK_ECANCELED)
    status = print_progress(search, "\n", CANCEL_NONE); // the last word, when all else is over
  return status;
}

// SIGINT is blocked in all threads and read from a descriptor instead.
static int wait_for_interrupt(void *arg, cancel_token token, void *result) {
  (void)result;
  struct search *search = arg;
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  int fd = signalfd(-1, &interrupt, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0)
    return -errno;
  struct signalfd_siginfo info;
  ssize_t length = task_read(fd, &info, sizeof info, token);
  if (length == sizeof info) {
    search->interrupted = true;
    cancel_request(search->stop);
  }
  (void)task_close(fd);
  return length < 0 ? (int)length : 0;
}

// --- all of it ----------------------------------------------------------------------------------

static int search_all(struct search *search) {
  task_group *group = task_group_create(cancel_source_token(search->stop));
  if (!group)
    return TASK_ENOMEM;
  task_group_adopt(group, task_offload(walk, search, 0, task_group_token(group)));
  for (int i = 0; i < SEARCHERS; i++)
    task_group_run(group, search_files, search);
  int status = task_group_join(group);
  // After an interruption some paths may not have been taken.
  char *path;
  while (task_channel_try_receive(search->paths, &path) == 0)
    free(path);
  return status;
}

static int run(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct search *search = arg;
  task_group *helpers = task_group_create(cancel_source_token(search->stop_helpers));
  task_group_start(helpers, wait_for_interrupt, search);
  if (isatty(STDERR_FILENO))
    task_group_start(helpers, show_progress, search);
  int status = search_all(search);
  cancel_request(search->stop_helpers);
  int helped = task_group_join(helpers);
  if (status == 0 && helped != 0 && helped != TASK_ECANCELED)
    status = helped;
  return status;
}

static int search_below(struct search *search) {
  search->paths = task_channel_create(sizeof(char *), PATHS_AHEAD);
  search->stop = cancel_source_create();
  search->stop_helpers = cancel_source_create();
  int status = TASK_ENOMEM;
  if (search->paths && search->stop && search->stop_helpers)
    status = task_wait(task_run(run, search, 0, CANCEL_NONE));
  task_runtime_stop();
  cancel_source_destroy(search->stop_helpers);
  cancel_source_destroy(search->stop);
  task_channel_destroy(search->paths);
  return status;
}

int main(int argc, char **argv) {
  if (argc != 3 || argv[1][0] == '\0') {
    fputs("usage: search TEXT DIRECTORY\n", stderr);
    return 2;
  }
  // Before the runtime starts its threads, which inherit it.
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  sigprocmask(SIG_BLOCK, &interrupt, NULL);

  struct search search = {.text = argv[1], .directory = argv[2]};
  int status = search_below(&search);
  if (search.interrupted) {
    fputs("search: interrupted\n", stderr);
    return 130;
  }
  if (status != 0) {
    fprintf(stderr, "search: %s: %s\n", argv[2], task_strerror(status));
    return 2;
  }
  return atomic_load(&search.matches) > 0 ? 0 : 1;
}
