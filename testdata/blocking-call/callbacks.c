// Callbacks run in the task that hands them over: to qsort, or to a function of the project that
// calls its parameter.
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <taskrt/task.h>
#include <unistd.h>

struct entry {
  const char *path;
  struct entry *next;
};

// Asks the name service for every comparison.
static int compare_hosts_bad(const void *left, const void *right) {
  const struct entry *a = left, *b = right;
  usleep(1); // expect: blocking-call "`usleep`"
  return strcmp(a->path, b->path);
}

static int compare_names_ok(const void *left, const void *right) {
  const struct entry *a = left, *b = right;
  return strcmp(a->path, b->path);
}

static int sort_hosts(void *arg, cancel_token token, void *result) {
  qsort(arg, 16, sizeof(struct entry), compare_names_ok);
  qsort(arg, 16, sizeof(struct entry), compare_hosts_bad);
  return cancel_check(token);
}

static int each(struct entry *list, int (*visit)(struct entry *entry, void *data), void *data) {
  int status = 0;
  for (; list && status == 0; list = list->next)
    status = visit(list, data);
  return status;
}

static int shorten_bad(struct entry *entry, void *data) {
  return truncate(entry->path, *(off_t *)data); // expect: blocking-call "`truncate`"
}

static int count_ok(struct entry *entry, void *data) {
  ++*(int *)data;
  return 0;
}

static int nap_ok(struct entry *entry, void *data) {
  return (int)sleep(*(unsigned *)data);
}

static int trim(void *arg, cancel_token token, void *result) {
  off_t limit = 1024;
  int count = 0;
  int status = each(arg, count_ok, &count);
  return status == 0 ? each(arg, shorten_bad, &limit) : status;
}

// Handed on through a second function.
static int each_twice(struct entry *list, int (*visit)(struct entry *, void *), void *data) {
  return each(list, visit, data) + each(list, visit, data);
}

static int flush_bad(struct entry *entry, void *data) {
  sync(); // expect: blocking-call "`sync`"
  return 0;
}

static int flush_all(void *arg, cancel_token token, void *result) {
  return each_twice(arg, flush_bad, NULL);
}

int main(void) {
  struct entry list[16] = {{"a", NULL}};
  unsigned seconds = 1;
  int status = each(list, nap_ok, &seconds);
  task *all[] = {task_run(sort_hosts, list, 0, CANCEL_NONE), task_run(trim, list, 0, CANCEL_NONE),
                 task_run(flush_all, list, 0, CANCEL_NONE)};
  return status + task_wait(task_when_all(all, 3));
}
