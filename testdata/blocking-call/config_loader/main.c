// A blocking call is found wherever the task gets to it: through two other files here.
#include "config.h"
#include <taskrt/task.h>

static int listen_on(void *arg, cancel_token token, void *result) {
  int port = config_get()->port; // note: "`listen_on` calls `config_get` here"
  return task_delay((unsigned)port, token);
}

int main(void) {
  struct config last = {.port = 1};
  task *server = task_run(listen_on, NULL, 0, CANCEL_NONE);
  int status = task_wait(server);
  return config_save(&last, "last.conf") + status;
}
