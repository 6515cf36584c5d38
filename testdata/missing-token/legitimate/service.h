// A service with a usual interface.
#ifndef SERVICE_H
#define SERVICE_H

#include <taskrt/task.h>

struct service {
  cancel_source *stop;
  task *loop;
  int requests;
};

/// Starts the loop of `service`.
int service_start(struct service *service);

/// Asks the loop to end and awaits it.
int service_stop(struct service *service);

/// Serves one request until `token` is cancelled.
int service_serve(struct service *service, cancel_token token);

/// Counts the requests.
int service_requests(const struct service *service);

/// The body of the loop, given to task_run().
int service_loop(void *arg, cancel_token token, void *result);

/// Awaits a task that somebody else has started.
int service_collect(task *request);

#endif
