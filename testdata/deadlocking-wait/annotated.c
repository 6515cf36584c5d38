// Contracts of a runtime of one's own: a context with a name, its tasks and its waits.
#include <taskrt/annotate.h>

typedef struct fiber fiber;

fiber *fiber_spawn(void (*run)(void *arg), void *arg)
    ASYNC_LINT("gives fiber; starts run with arg on ui");
fiber *fiber_spawn_far(void (*run)(void *arg), void *arg)
    ASYNC_LINT("gives fiber; starts run with arg on far");
void fiber_join(fiber *f) ASYNC_LINT("blocks; waits-for f; takes f");
void fiber_drop(fiber *f) ASYNC_LINT("detaches f");

static void paint(void *arg) {}

static void click(void *arg) {
  fiber *painting = fiber_spawn(paint, arg);
  fiber_join(painting); // expect: deadlocking-wait "on the thread of `ui`"
}

static void scroll(void *arg) {
  fiber *painting = fiber_spawn_far(paint, arg);
  fiber_join(painting); // expect: blocking-wait
}

void start(void *arg) {
  fiber_drop(fiber_spawn(click, arg));
  fiber_drop(fiber_spawn(scroll, arg));
}
