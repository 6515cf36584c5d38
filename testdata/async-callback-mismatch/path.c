// The whole story: who suspends, which way, and what to do instead.
#include <taskrt/annotate.h>
#include <taskrt/task.h>

struct door {
  int number;
  void (*on_open)(struct door *door);
};

void sensor_watch(struct door *door, void (*changed)(struct door *door))
    ASYNC_LINT("calls changed many on loop");

static void ring(int times) {
  for (int i = 0; i < times; i++)
    (void)task_delay(500, CANCEL_NONE); // note: "`ring` calls `task_delay` here"
}

static void greet(struct door *door) {
  ring(door->number); // note: "`greet` calls `ring` here"
}

static const struct door front = {1, greet};

static void changed(struct door *door) {
  if (front.number != door->number)
    return;
  front.on_open(door); // note: "`changed` calls `greet` through `door.on_open`"
}

void watch_bad(struct door *door) {
  sensor_watch(door, changed); // expect: async-callback-mismatch "`changed` may suspend"
  // note@-1: "give a plain function that starts a task for `changed`"
}
