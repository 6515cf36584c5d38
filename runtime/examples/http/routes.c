// SPDX-License-Identifier: MIT
// Each handler is an async method of its own: it suspends where it waits, passes the token on, and
// returns a status; what that means in HTTP is said in one place.
#include "routes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_LENGTH = 100, NAMES_LIMIT = 100, ASKED_AT_ONCE = 8 };

// One request on its way. The handler sets `code` and `value`, or returns an error, or sends an
// answer of lines itself.
struct exchange {
  struct service *service;
  const struct message *request;
  struct answer *answer;
  const char *name; // what stands behind the route's path
  unsigned code;
  json_t *value;
};

typedef int handler(struct exchange *exchange, cancel_token token);

static bool is_name(const char *text) {
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  size_t length = strspn(text, allowed);
  return length > 0 && length <= NAME_LENGTH && text[length] == '\0';
}

static int check_name(const struct exchange *exchange) {
  return is_name(exchange->name) ? 0 : task_fail(-EINVAL, "a name has 1 to 100 of A-Za-z0-9._-");
}

static int parse_body(const struct exchange *exchange, json_t **value) {
  const struct message *request = exchange->request;
  json_error_t error;
  *value = json_loadb(request->body ? request->body : "", request->body_size,
                      JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
  return *value ? 0 : task_fail(-EINVAL, "line %d: %s", error.line, error.text);
}

// --- values by name -----------------------------------------------------------------------------

// What is not known here is asked for, and kept.
static int find_value(struct service *service, const char *name, json_t **value,
                      cancel_token token) {
  int status = store_get(service->store, name, value, token);
  if (status != -ENOENT)
    return status;
  status = upstream_get(&service->upstream, name, value, token);
  if (status != 0)
    return status;
  status = store_put(service->store, name, *value, token);
  if (status != 0)
    json_decref(*value);
  return status;
}

static int get_value(struct exchange *exchange, cancel_token token) {
  int status = check_name(exchange);
  if (status != 0)
    return status;
  return find_value(exchange->service, exchange->name, &exchange->value, token);
}

static int put_value(struct exchange *exchange, cancel_token token) {
  json_t *value;
  int status = check_name(exchange);
  if (status == 0)
    status = parse_body(exchange, &value);
  if (status != 0)
    return status;
  status = store_put(exchange->service->store, exchange->name, value, token);
  if (status == 0)
    exchange->value = value;
  else
    json_decref(value);
  return status;
}

static int delete_value(struct exchange *exchange, cancel_token token) {
  int status = check_name(exchange);
  if (status == 0)
    status = store_put(exchange->service->store, exchange->name, NULL, token);
  exchange->value = status == 0 ? json_true() : NULL;
  return status;
}

static int get_all(struct exchange *exchange, cancel_token token) {
  return store_all(exchange->service->store, &exchange->value, token);
}

// --- many at once -------------------------------------------------------------------------------

struct lookup {
  struct service *service;
  const json_t *names;
  json_t *values[NAMES_LIMIT]; // in the order of the names; NULL: nobody knows it
};

static int look_up_one(void *arg, size_t index, cancel_token token) {
  struct lookup *lookup = arg;
  const char *name = json_string_value(json_array_get(lookup->names, index));
  int status = find_value(lookup->service, name, &lookup->values[index], token);
  if (status != 0)
    lookup->values[index] = NULL;
  return status == -ENOENT ? 0 : status;
}

static int check_names(const json_t *names) {
  size_t i;
  json_t *name;
  if (!json_is_array(names) || json_array_size(names) > NAMES_LIMIT)
    return task_fail(-EINVAL, "the body is no array of at most %d names", NAMES_LIMIT);
  json_array_foreach(names, i, name) {
    if (!json_is_string(name) || !is_name(json_string_value(name)))
      return task_fail(-EINVAL, "element %zu is no name", i);
  }
  return 0;
}

// Puts what was found into one object, and takes it.
static json_t *collect(struct lookup *lookup) {
  json_t *found = json_object();
  for (size_t i = 0; i < json_array_size(lookup->names); i++) {
    const char *name = json_string_value(json_array_get(lookup->names, i));
    if (json_object_set_new(found, name, lookup->values[i] ? lookup->values[i] : json_null()) !=
        0) {
      json_decref(found);
      found = NULL;
    }
  }
  return found;
}

// The values of all names, asked for concurrently, but only so many at a time.
static int look_up(struct exchange *exchange, cancel_token token) {
  json_t *names;
  int status = parse_body(exchange, &names);
  if (status != 0)
    return status;
  struct lookup lookup = {.service = exchange->service, .names = names};
  status = check_names(names);
  if (status == 0)
    status = task_for_each(json_array_size(names), ASKED_AT_ONCE, look_up_one, &lookup, token);
  if (status == 0)
    exchange->value = collect(&lookup);
  for (size_t i = 0; status != 0 && i < NAMES_LIMIT; i++)
    json_decref(lookup.values[i]);
  json_decref(names);
  return status == 0 && !exchange->value ? TASK_ENOMEM : status;
}

// --- what happens -------------------------------------------------------------------------------

// Sends each change as it happens, until the client is gone or the service ends.
static int watch(struct exchange *exchange, cancel_token token) {
  struct follower follower;
  task_stream *changes = store_follow(exchange->service->store, &follower, token);
  if (!changes)
    return TASK_ENOMEM;
  int status = answer_begin_lines(exchange->answer);
  json_t *change;
  while (status == 0 && (status = task_stream_next(changes, &change, token)) == 0)
    status = answer_line(exchange->answer, change);
  int closed = task_stream_close(changes);
  if (status == TASK_ECLOSED && closed == 0)
    status = answer_end_lines(exchange->answer);
  return status;
}

static int get_stats(struct exchange *exchange, cancel_token token) {
  (void)token;
  struct service *service = exchange->service;
  exchange->value =
      json_pack("{s:I, s:I, s:I, s:I}", "requests", (json_int_t)atomic_load(&service->requests),
                "failures", (json_int_t)atomic_load(&service->failures), "timeouts",
                (json_int_t)atomic_load(&service->timeouts), "abandoned",
                (json_int_t)atomic_load(&service->abandoned));
  return exchange->value ? 0 : TASK_ENOMEM;
}

// --- routing ------------------------------------------------------------------------------------

static const struct route {
  enum http_method method;
  const char *path; // with a '/' at its end: a name follows
  bool endless;     // no limit of time
  handler *handle;
} routes[] = {
    {HTTP_GET, "/keys/", false, get_value},       {HTTP_PUT, "/keys/", false, put_value},
    {HTTP_DELETE, "/keys/", false, delete_value}, {HTTP_GET, "/keys", false, get_all},
    {HTTP_POST, "/lookup", false, look_up},       {HTTP_GET, "/watch", true, watch},
    {HTTP_GET, "/stats", false, get_stats},
};

// Returns what `target` has behind the route's path, or NULL when it is another's.
static const char *match(const struct route *route, const char *target) {
  size_t length = strlen(route->path);
  if (strncmp(target, route->path, length) != 0)
    return NULL;
  bool whole = route->path[length - 1] == '/' || target[length] == '\0';
  return whole ? target + length : NULL;
}

// Returns the route of `exchange`, whose name it sets; NULL sets the HTTP status instead.
static const struct route *find_route(struct exchange *exchange) {
  exchange->code = 404;
  for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
    const char *name = match(&routes[i], exchange->request->target);
    if (!name)
      continue;
    exchange->name = name;
    if (routes[i].method == exchange->request->parser.method) {
      exchange->code = 200;
      return &routes[i];
    }
    exchange->code = 405;
  }
  return NULL;
}

static unsigned code_of(int status) {
  switch (status) {
  case -ENOENT:
    return 404;
  case -EINVAL:
    return 400;
  case TASK_ETIMEDOUT:
    return 504;
  case -EREMOTEIO:
    return 502;
  case TASK_ENOMEM:
    return 503;
  default:
    return 500;
  }
}

static int answer_failure(struct exchange *exchange, int status) {
  const task_error *error = task_last_error();
  const char *text = error && error->status == status ? error->message : task_strerror(status);
  atomic_fetch_add(&exchange->service->failures, 1);
  if (status == TASK_ETIMEDOUT)
    atomic_fetch_add(&exchange->service->timeouts, 1);
  return answer_error(exchange->answer, code_of(status), text);
}

// Runs the handler of `found`, with the limit of time that its route has.
static int handle(struct exchange *exchange, const struct route *found, cancel_token token) {
  if (found->endless)
    return found->handle(exchange, token);
  cancel_source *limit = cancel_source_create_linked(token);
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, exchange->service->request_milliseconds);
  int status = found->handle(exchange, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}

int route(struct service *service, const struct message *request, struct answer *answer,
          cancel_token token) {
  struct exchange exchange = {.service = service, .request = request, .answer = answer};
  atomic_fetch_add(&service->requests, 1);
  const struct route *found = find_route(&exchange);
  if (!found)
    return answer_error(answer, exchange.code,
                        exchange.code == 404 ? "no such route" : "not by this method");
  int status = handle(&exchange, found, token);
  if (answer->sent != 0)
    return status;
  if (status != 0 && cancel_requested(token)) {
    atomic_fetch_add(&service->abandoned, 1);
    return status; // nobody is there to be told
  }
  if (status != 0)
    return answer_failure(&exchange, status);
  return answer_json(answer, exchange.code, exchange.value);
}
