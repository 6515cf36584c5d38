// SPDX-License-Identifier: MIT
// One request: a polite pause, the question, the answer; a second try when the host is busy.
#include "http.h"
#include <stdio.h>
#include <taskrt/task.h>

static int exchange(struct http_host *host, const char *path, struct http_reply *reply,
                    cancel_token token) {
  int status = task_delay(host->latency, token);
  if (status != 0)
    return status;
  int length = snprintf(reply->body, sizeof reply->body, "  %s:  news of %s ", host->name, path);
  if (length < 0 || (size_t)length >= sizeof reply->body)
    return TASK_EINVAL;
  reply->length = (size_t)length;
  reply->code = host->latency > 400 ? 503 : 200;
  return 0;
}

int http_get(struct http_host *host, const char *path, struct http_reply *reply,
             cancel_token token) {
  limit_wait(&host->limit);
  int status = exchange(host, path, reply, token);
  if (status != 0 || reply->code != 503)
    return status;

  status = task_delay(250, CANCEL_NONE);
  if (status != 0)
    return status;
  return exchange(host, path, reply, token);
}
