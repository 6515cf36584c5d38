// silent
// Interfaces that have a token, need none, or have another way to stop what they started.
#include "service.h"

int service_loop(void *arg, cancel_token token, void *result) {
  struct service *service = arg;
  int status = 0;
  while (status == 0 && !cancel_requested(token))
    status = service_serve(service, token);
  return status;
}

int service_start(struct service *service) {
  service->stop = cancel_source_create();
  if (!service->stop)
    return TASK_ENOMEM;
  service->loop = task_run(service_loop, service, 0, cancel_source_token(service->stop));
  return service->loop ? 0 : TASK_ENOMEM;
}

int service_stop(struct service *service) {
  cancel_request(service->stop);
  int status = task_await(service->loop, NULL);
  cancel_source_destroy(service->stop);
  return status;
}

int service_serve(struct service *service, cancel_token token) {
  service->requests++;
  return task_delay(100, token);
}

int service_requests(const struct service *service) {
  return service->requests;
}

int service_collect(task *request) {
  return task_await(request, NULL);
}

int main(void) {
  struct service service = {0};
  int status = service_start(&service);
  if (status != 0)
    return 1;
  int served = task_wait(task_delay_async(1000, CANCEL_NONE));
  return service_stop(&service) != 0 || served != 0;
}
