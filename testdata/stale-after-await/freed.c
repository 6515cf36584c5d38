// A pointer that was taken out of a structure, and that another task frees meanwhile.
#include <stdlib.h>
#include <taskrt.h>

struct session {
  int number;
};

struct door {
  struct session *current;
};

static int greet_bad(void *arg, cancel_token token, void *result) {
  struct door *door = arg;
  struct session *session = door->current; // note: "`door->current` is read here"
  int status = task_delay(1, token);
  session->number++;
  // expect@-1: stale-after-await "`session` was read from `door->current` before a suspension"
  return status;
}

// Looked at again.
static int greet_ok(void *arg, cancel_token token, void *result) {
  struct door *door = arg;
  struct session *session = door->current;
  int status = task_delay(1, token);
  if (door->current == session)
    session->number++;
  return status;
}

static void hold(struct session *session);

// Held by a reference.
static int hold_ok(void *arg, cancel_token token, void *result) {
  struct door *door = arg;
  struct session *session = door->current;
  hold(session);
  int status = task_delay(1, token);
  session->number++;
  return status;
}

static int close_door(void *arg, cancel_token token, void *result) {
  struct door *door = arg;
  int status = task_delay(100, token);
  free(door->current); // note: "`close_door`, in another task, frees it here"
  door->current = NULL;
  return status;
}

void watch(struct door *door, cancel_token token) {
  task_detach(task_run(greet_bad, door, 0, token), NULL, NULL);
  task_detach(task_run(greet_ok, door, 0, token), NULL, NULL);
  task_detach(task_run(hold_ok, door, 0, token), NULL, NULL);
  task_detach(task_run(close_door, door, 0, token), NULL, NULL);
}

static void hold(struct session *session) {
  session->number += 1000;
}
