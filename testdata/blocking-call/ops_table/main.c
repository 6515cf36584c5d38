// The task calls through the table; which back end it gets is decided at run time.
#include "storage.h"
#include <string.h>
#include <taskrt/task.h>

const struct storage_ops *storage_find(const char *name) {
  static const struct storage_ops *const all[] = {&disk_storage, &memory_storage};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (strcmp(all[i]->name, name) == 0)
      return all[i];
  return NULL;
}

struct job {
  const struct storage_ops *ops;
  int fd;
};

static int copy_page(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  char page[512];
  int status = job->ops->load(job->fd, page, sizeof page);
  if (status == 0)
    status = job->ops->flush(job->fd);
  return status == 0 ? cancel_check(token) : status;
}

int main(int argc, char **argv) {
  struct job job = {.ops = storage_find(argc > 1 ? argv[1] : "disk"), .fd = 3};
  return task_wait(task_run(copy_page, &job, 0, CANCEL_NONE));
}
