// `takes ... on success`: the caller has the handle back when the call fails, and only then.
#include <errno.h>
#include <taskrt/task.h>

struct slot {
  task *held;
};

ASYNC_LINT("takes work on success; status") int hand_over_bad(task *work, int closed);

int hand_over_bad(task *work, int closed) { // expect: annotation-drift "and takes it on failure"
  if (closed) {
    task_detach(work, NULL, NULL); // note: "consumes `work` here"
    return -ECANCELED;
  }
  task_detach(work, NULL, NULL);
  return 0;
}

ASYNC_LINT("takes work on success; status") int look_bad(task *work);

int look_bad(task *work) { // expect: annotation-drift "and leaves it to the caller"
  if (task_is_done(work))
    return 0;
  return -EAGAIN;
}

ASYNC_LINT("takes work on success; status") int hand_over_ok(task *work, int closed);

int hand_over_ok(task *work, int closed) {
  if (closed)
    return -ECANCELED;
  task_detach(work, NULL, NULL);
  return 0;
}

ASYNC_LINT("takes work on success; status") int keep_ok(struct slot *slot, task *work);

int keep_ok(struct slot *slot, task *work) {
  if (slot->held)
    return -EBUSY;
  slot->held = work;
  return 0;
}

// Through a helper that keeps the same promise.
ASYNC_LINT("takes work on success; status") int relay_ok(task *work, int closed);

int relay_ok(task *work, int closed) {
  return hand_over_ok(work, closed);
}
