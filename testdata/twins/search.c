// The concurrent file search of runtime/examples/search.c as somebody writes it who has just left
// threads behind: files are read by calls that block, lines are printed under a mutex of threads,
// the walk is waited for in a task, and the last things are forgotten.
// at run time: blocking-call blocking-wait dropped-task reused-task
// at run time: leaked-cancel-source lock-across-await
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <taskrt.h>
#include <unistd.h>

enum { SEARCHERS = 2, PATHS_AHEAD = 16 };

struct search {
  const char *text, *directory;
  task_channel *paths; // from the walk to the searchers; a path is the receiver's
  cancel_source *stop;
};

static pthread_mutex_t output = PTHREAD_MUTEX_INITIALIZER; // one file's lines stay together

static int walk(void *arg, cancel_token token, void *result) {
  (void)result;
  struct search *search = arg;
  DIR *folder = opendir(search->directory);
  int status = folder ? 0 : TASK_EINVAL;
  struct dirent *entry;
  while (status == 0 && (entry = readdir(folder))) {
    char *path = NULL;
    if (asprintf(&path, "%s/%s", search->directory, entry->d_name) < 0)
      status = TASK_ENOMEM;
    else
      status = task_channel_send(search->paths, &path, token);
  }
  if (folder)
    closedir(folder);
  task_channel_close(search->paths);
  return status;
}

static int print_line_bad(const char *path, const char *line, cancel_token token) {
  char text[2048];
  int length = snprintf(text, sizeof text, "%s: %.1000s", path, line);
  pthread_mutex_lock(&output);
  int status = task_write_all(STDOUT_FILENO, text, (size_t)length, token);
  // expect@-1: lock-across-await
  pthread_mutex_unlock(&output);
  return status;
}

static int search_file_bad(struct search *search, const char *path, cancel_token token) {
  char line[1024];
  int status = 0;
  FILE *file = fopen(path, "r");
  // expect@-1: blocking-call
  if (!file)
    return 0;
  while (status == 0 && fgets(line, sizeof line, file))
    // expect@-1: blocking-call
    if (strstr(line, search->text))
      status = print_line_bad(path, line, token);
  fclose(file);
  // expect@-1: blocking-call
  return status;
}

static int search_files(void *arg, cancel_token token, void *result) {
  (void)result;
  struct search *search = arg;
  char *path;
  int status;
  while ((status = task_channel_receive(search->paths, &path, token)) == 0) {
    status = search_file_bad(search, path, token);
    free(path);
    if (status != 0)
      return status;
  }
  return status == TASK_ECLOSED ? 0 : status;
}

static void beat_bad(struct search *search, cancel_token token) {
  task *beat = task_run(search_files, search, 0, token);
  // expect@-1: dropped-task
  task_set_name(beat, "one more searcher");
}

static int run_bad(void *arg, cancel_token token, void *result) {
  (void)result;
  struct search *search = arg;
  task *walking = task_offload(walk, search, 0, token);
  task *searching[SEARCHERS];
  for (int i = 0; i < SEARCHERS; i++)
    searching[i] = task_run(search_files, search, 0, token);
  beat_bad(search, token);
  int searched = task_await(task_when_all(searching, SEARCHERS), NULL);
  int walked = task_wait(walking);
  // expect@-1: blocking-wait
  if (walked == 0)
    walked = task_await(walking, NULL);
  // expect@-1: reused-task
  return searched != 0 ? searched : walked;
}

static int search_below_bad(struct search *search) {
  search->paths = task_channel_create(sizeof(char *), PATHS_AHEAD);
  if (!search->paths)
    return TASK_ENOMEM;
  cancel_source *stop = cancel_source_create();
  // expect@-1: leaked-cancel-source
  if (!stop)
    return TASK_ENOMEM;
  int status = task_wait(task_run(run_bad, search, 0, cancel_source_token(stop)));
  task_runtime_stop();
  task_channel_destroy(search->paths);
  return status;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fputs("usage: search TEXT DIRECTORY\n", stderr);
    return 2;
  }
  struct search search = {.text = argv[1], .directory = argv[2]};
  return search_below_bad(&search) == 0 ? 0 : 1;
}
