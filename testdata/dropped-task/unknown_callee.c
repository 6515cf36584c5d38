// silent
// Code that cannot be seen may keep the handle, so it is given the benefit of the doubt.
#include <taskrt/task.h>

struct tracker;

extern void tracker_add(struct tracker *tracker, task *t);
extern void tracker_add_all(struct tracker *tracker, task **tasks, int count);
extern void tracker_open(struct tracker *tracker, task **slot);
extern int queue_push(void *queue, void *item);

static int clean_folder(void *arg, cancel_token token, void *result) {
  return task_delay(70, token);
}

void clean_ok(struct tracker *tracker, void *folder) {
  tracker_add(tracker, task_run(clean_folder, folder, 0, CANCEL_NONE));
}

void clean_named_ok(struct tracker *tracker, void *folder) {
  task *clean = task_run(clean_folder, folder, 0, CANCEL_NONE);
  tracker_add(tracker, clean);
}

void clean_array_ok(struct tracker *tracker, void **folders) {
  task *cleans[2];
  for (int i = 0; i < 2; i++)
    cleans[i] = task_run(clean_folder, folders[i], 0, CANCEL_NONE);
  tracker_add_all(tracker, cleans, 2);
}

int clean_queued_ok(void *queue, void *folder) {
  task *clean = task_run(clean_folder, folder, 0, CANCEL_NONE);
  return queue_push(queue, clean);
}

// The address of the variable is known elsewhere: what happens to its value is, too.
void clean_slot_ok(struct tracker *tracker, void *folder) {
  task *clean = NULL;
  tracker_open(tracker, &clean);
  clean = task_run(clean_folder, folder, 0, CANCEL_NONE);
  tracker_add(tracker, NULL);
}

void clean_by_callback_ok(void (*add)(task *), void *folder) {
  add(task_run(clean_folder, folder, 0, CANCEL_NONE));
}
