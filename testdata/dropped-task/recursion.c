// Functions that call themselves give and take tasks like others.
#include <taskrt/task.h>

struct folder {
  struct folder *child;
  struct folder *next;
};

static int list_folder(void *arg, cancel_token token, void *result) {
  return task_delay(2, token);
}

// Gives the task of the innermost folder.
static task *start_deepest(struct folder *folder) {
  if (folder->child)
    return start_deepest(folder->child);
  return task_run(list_folder, folder, 0, CANCEL_NONE);
}

// Takes the task at the end of the list.
static int finish_last(struct folder *folder, task *list) {
  if (folder->next)
    return finish_last(folder->next, list);
  return task_await(list, NULL);
}

static int count_bad(struct folder *folder) {
  if (!folder)
    return 0;
  task *list = task_run(list_folder, folder, 0, CANCEL_NONE);
  // expect@-1: dropped-task "on every path"
  int below = count_bad(folder->child);
  if (below < 0)
    return below;
  return task_await(list, NULL) == 0 ? below + 1 : -1;
}

void walk_bad(struct folder *folder) {
  start_deepest(folder); // expect: dropped-task "`start_deepest`"
}

int walk_ok(struct folder *folder) {
  return finish_last(folder, start_deepest(folder));
}

int count_ok(struct folder *folder) {
  if (!folder)
    return 0;
  task *list = task_run(list_folder, folder, 0, CANCEL_NONE);
  int below = count_ok(folder->child);
  int status = task_await(list, NULL);
  return status != 0 || below < 0 ? -1 : below + 1;
}
