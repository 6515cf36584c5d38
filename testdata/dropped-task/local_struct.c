// A task in a field of a local struct dies with the struct.
#include <taskrt/task.h>

struct download {
  const char *url;
  task *body;
  task *checksum;
};

struct session {
  struct download image;
  int retries;
};

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(40, token);
}

int download_bad(const char *url) {
  struct download download = {.url = url};
  download.body = task_run(fetch, &download, 0, CANCEL_NONE); // expect: dropped-task
  return download.url == NULL;
}

// The initialiser starts it.
int download_initialised_bad(const char *url) {
  struct download download = {
      .url = url, .body = task_run(fetch, (void *)url, 0, CANCEL_NONE), // expect: dropped-task
  };
  return download.url == NULL;
}

// One field is awaited, the other is not.
int download_and_check_bad(const char *url) {
  struct download download = {.url = url};
  download.body = task_run(fetch, &download, 0, CANCEL_NONE);
  download.checksum = task_run(fetch, &download, 0, CANCEL_NONE); // expect: dropped-task
  return task_await(download.body, NULL);
}

int download_nested_bad(const char *url) {
  struct session session = {0};
  session.image.url = url;
  session.image.body = task_run(fetch, &session, 0, CANCEL_NONE); // expect: dropped-task
  return session.retries;
}

// The same field gets a second task while the first one runs.
int download_again_bad(const char *url) {
  struct download download = {.url = url};
  download.body = task_run(fetch, (void *)url, 0, CANCEL_NONE); // expect: dropped-task
  download.body = task_run(fetch, (void *)url, 0, CANCEL_NONE);
  return task_await(download.body, NULL);
}

// The second task gets the struct as its argument, and may take the first one from there.
int download_shared_ok(const char *url) {
  struct download download = {.url = url};
  download.body = task_run(fetch, (void *)url, 0, CANCEL_NONE);
  download.checksum = task_run(fetch, &download, 0, CANCEL_NONE);
  return task_await(download.checksum, NULL);
}

static int finish_download(struct download *download) {
  int status = task_await(download->body, NULL);
  download->body = NULL;
  return status;
}

int download_ok(const char *url) {
  struct download download = {.url = url};
  download.body = task_run(fetch, &download, 0, CANCEL_NONE);
  return task_await(download.body, NULL);
}

int download_by_helper_ok(const char *url) {
  struct download download = {.url = url};
  download.body = task_run(fetch, &download, 0, CANCEL_NONE);
  return finish_download(&download);
}

int download_nested_ok(const char *url) {
  struct session session = {0};
  session.image.url = url;
  session.image.body = task_run(fetch, &session, 0, CANCEL_NONE);
  struct download *image = &session.image;
  return task_await(image->body, NULL);
}

// The copy takes the task along.
struct download start_download_ok(const char *url) {
  struct download download = {.url = url};
  download.body = task_run(fetch, (void *)url, 0, CANCEL_NONE);
  return download;
}
