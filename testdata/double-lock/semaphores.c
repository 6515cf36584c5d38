// Permits of a semaphore are not one lock: two are given back one after the other.
#include <taskrt.h>

static task_mutex door;

void give_two_ok(task_semaphore *permits) {
  task_semaphore_release(permits);
  task_semaphore_release(permits);
}

void leave_bad(task_semaphore *permits) {
  task_mutex_unlock(&door);
  task_semaphore_release(permits);
  task_mutex_unlock(&door); // expect: double-lock "`door` is released a second time"
}
