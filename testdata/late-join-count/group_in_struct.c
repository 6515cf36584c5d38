// The group comes in a structure, and the task is given up.
#include <taskrt.h>

struct crawl {
  task_group *pages;
  int depth;
};

static struct crawl *shared;

static int page(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static int find_bad(void *arg, cancel_token token, void *result) {
  struct crawl *crawl = arg;
  for (int i = 0; i < crawl->depth; i++)
    task_group_start(crawl->pages, page, NULL);
  // expect@-1: late-join-count "`find_bad` starts a task in a group"
  return task_delay(1, token);
}

int crawl_all(struct crawl *crawl, cancel_token token) {
  crawl->pages = task_group_create(token);
  task_detach(task_run(find_bad, crawl, 0, token), NULL, NULL);
  return task_group_join(crawl->pages);
}

static int adopt_bad(void *arg, cancel_token token, void *result) {
  struct crawl *crawl = arg;
  task_group_adopt(crawl->pages, task_delay_async(5, token));
  // expect@-1: late-join-count "`adopt_bad` starts a task in a group"
  return task_delay(1, token);
}

int crawl_local(struct crawl *crawl, cancel_token token) {
  task_group *pages = task_group_create(token);
  crawl->pages = pages;
  task_detach(task_run(adopt_bad, crawl, 0, token), NULL, NULL);
  return task_group_join(pages);
}
