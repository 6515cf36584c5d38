// The HTTP service of runtime/examples/http as somebody writes it who has just left a thread for
// each connection: it reads its file and asks its upstream by calls that block, counts under a
// mutex of threads that it holds while it answers, and forgets what a request leaves behind. A
// client of its own asks it for a few things, so it ends by itself.
// at run time: blocking-call blocking-wait dropped-task unhandled-detach leaked-cancel-source
// at run time: lock-across-await leaked-lock outlived-buffer unclosed-stream completion-never-set
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <taskrt.h>

enum { REQUESTS = 5 }; // after so many it ends

struct service {
  int listener;
  char port[16];
  task_mutex values; // guards `value`
  int value;
  pthread_mutex_t counting; // guards `answered`
  int answered;
};

struct client {
  struct service *service;
  int fd;
};

// --- what a request leads to --------------------------------------------------------------------

static int ask_upstream(void *arg, cancel_token token, void *result) {
  int status = task_delay(2, token);
  *(int *)result = *(const int *)arg + 1;
  return status;
}

static int write_log(void *arg, cancel_token token, void *result) {
  (void)result;
  if (arg == NULL)
    return TASK_EINVAL; // there is no log
  return task_delay(1, token);
}

static void log_request_bad(cancel_token token) {
  task_detach(task_run(write_log, NULL, 0, token), NULL, NULL);
  // expect@-1: unhandled-detach
}

static int answer_bad(struct client *client, const char *text, cancel_token token) {
  pthread_mutex_lock(&client->service->counting);
  client->service->answered++;
  int status = task_write_all(client->fd, text, strlen(text), token); // expect: lock-across-await
  pthread_mutex_unlock(&client->service->counting);
  return status;
}

// GET /name: the first line of a file.
static int get_name_bad(struct client *client, cancel_token token) {
  char line[100] = "nobody";
  FILE *file = fopen("/etc/hostname", "r"); // expect: blocking-call
  if (file) {
    if (!fgets(line, sizeof line, file)) // expect: blocking-call
      line[0] = '\0';
    fclose(file); // expect: blocking-call
  }
  return answer_bad(client, line, token);
}

// GET /value: what the upstream says, within two seconds.
static int get_value_bad(struct client *client, cancel_token token) {
  cancel_source *limit = cancel_source_create_linked(token); // expect: leaked-cancel-source
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 2000);
  int old = 1, value = 0;
  task *asking = task_run(ask_upstream, &old, sizeof value, cancel_source_token(limit));
  int status = task_result(asking, &value); // expect: blocking-wait
  if (status != 0)
    return status;
  char text[32];
  snprintf(text, sizeof text, "%d\n", value);
  return answer_bad(client, text, token);
}

// PUT /value: only a number is taken.
static int put_value_bad(struct client *client, const char *text, cancel_token token) {
  struct service *service = client->service;
  int status = task_mutex_lock(&service->values, token); // expect: leaked-lock
  if (status != 0)
    return status;
  if (sscanf(text, "%d", &service->value) != 1)
    return -22;
  task_mutex_unlock(&service->values);
  return answer_bad(client, "done\n", token);
}

static int count_up(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = *(const int *)arg; status == 0; i++) {
    status = task_stream_yield(stream, &i);
    if (status == 0)
      status = cancel_check(token);
  }
  return status;
}

// GET /watch: the next change.
static int get_watch_bad(struct client *client, cancel_token token) {
  int change = 0;
  static int first = 7;
  task_stream *changes = task_stream_create(count_up, &first, sizeof change, token);
  // expect@-1: unclosed-stream
  int status = task_stream_next(changes, &change, token);
  if (status != 0)
    return status;
  char text[32];
  snprintf(text, sizeof text, "%d\n", change);
  return answer_bad(client, text, token);
}

static void went(int status, void *arg) {
  (void)arg;
  fprintf(stderr, "http: %s\n", task_strerror(status));
}

// GET /later: who waits for the reply never gets one.
static int get_later_bad(struct client *client, cancel_token token) {
  task_source *reply = task_source_create(0); // expect: completion-never-set
  if (!reply)
    return TASK_ENOMEM;
  task_detach(task_source_task(reply), went, client);
  int status = answer_bad(client, "later\n", token);
  task_source_destroy(reply);
  return status;
}

// --- connections --------------------------------------------------------------------------------

// What a client sends ahead is read at once, so that the next request does not wait.
static int read_ahead_bad(struct client *client, cancel_token token) {
  char ahead[64];
  task *reading = task_read_async(client->fd, ahead, sizeof ahead, token);
  // expect@-1: outlived-buffer
  task_detach(reading, went, NULL);
  return 0;
}

static int route(struct client *client, const char *request, cancel_token token) {
  if (strncmp(request, "GET /name", 9) == 0)
    return get_name_bad(client, token);
  if (strncmp(request, "GET /value", 10) == 0)
    return get_value_bad(client, token);
  if (strncmp(request, "GET /watch", 10) == 0)
    return get_watch_bad(client, token);
  if (strncmp(request, "GET /later", 10) == 0)
    return get_later_bad(client, token);
  return put_value_bad(client, request + strlen("PUT /value "), token);
}

static int serve(void *arg, cancel_token token, void *result) {
  (void)result;
  struct client client = *(struct client *)arg;
  char request[200];
  ssize_t length = task_read(client.fd, request, sizeof request - 1, token);
  int status = length > 0 ? 0 : -1;
  if (status == 0) {
    request[length] = '\0';
    log_request_bad(token);
    status = route(&client, request, token);
  }
  if (status == 0)
    status = read_ahead_bad(&client, token);
  int closed = task_close(client.fd);
  return status != 0 ? status : closed;
}

static void warm_up_bad(struct service *service, cancel_token token) {
  task *warm = task_run(ask_upstream, &service->value, sizeof(int), token); // expect: dropped-task
  task_set_name(warm, "warm-up");
}

static int accept_some(void *arg, cancel_token token, void *result) {
  (void)result;
  struct service *service = arg;
  struct client clients[REQUESTS];
  task *serving[REQUESTS];
  size_t count = 0;
  warm_up_bad(service, token);
  for (; count < REQUESTS; count++) {
    clients[count] = (struct client){service, task_tcp_accept(service->listener, token)};
    if (clients[count].fd < 0)
      break;
    serving[count] = task_run(serve, &clients[count], 0, token);
  }
  return task_await(task_when_all(serving, count), NULL);
}

// --- the client ---------------------------------------------------------------------------------

static int ask(struct service *service, const char *request, cancel_token token) {
  char answer[200];
  int fd = task_tcp_connect("127.0.0.1", service->port, token);
  if (fd < 0)
    return fd;
  int status = task_write_all(fd, request, strlen(request), token);
  ssize_t length = status == 0 ? task_read(fd, answer, sizeof answer, token) : status;
  int closed = task_close(fd);
  return length < 0 ? (int)length : closed;
}

static int ask_all(void *arg, cancel_token token, void *result) {
  (void)result;
  static const char *const requests[REQUESTS] = {"GET /name", "GET /value", "GET /watch",
                                                 "GET /later", "PUT /value x"};
  int status = 0;
  for (size_t i = 0; i < REQUESTS && status == 0; i++)
    status = ask(arg, requests[i], token);
  return status;
}

static int run(void *arg, cancel_token token, void *result) {
  (void)result;
  struct service *service = arg;
  service->listener = task_tcp_listen("127.0.0.1", "0", token);
  if (service->listener < 0)
    return service->listener;
  snprintf(service->port, sizeof service->port, "%d", task_tcp_port(service->listener));
  task *both[] = {task_run(accept_some, service, 0, token), task_run(ask_all, service, 0, token)};
  int status = task_await(task_when_all(both, 2), NULL);
  int closed = task_close(service->listener);
  return status != 0 ? status : closed;
}

int main(void) {
  static struct service service = {.counting = PTHREAD_MUTEX_INITIALIZER};
  struct task_runtime_options options = {.workers = 2, .stop_milliseconds = 10000};
  int status = task_runtime_start(&options);
  if (status == 0)
    status = task_wait(task_run(run, &service, 0, CANCEL_NONE));
  task_runtime_stop();
  printf("%d answers, %s\n", service.answered, task_strerror(status));
  return 0;
}
