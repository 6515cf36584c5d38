// What the rule cannot see, and what it says by mistake.
#include <taskrt/task.h>
#include <unistd.h>

// Called through a pointer: it may be another one that blocks.
static void nap(void) {
  sleep(1);
}

static void (*const napper)(void) = nap;

ASYNC_LINT("plain") void fn_pointer(void);

void fn_pointer(void) {
  napper();
}

// Memory and callbacks are not compared.
ASYNC_LINT("plain") void fn_callback(void (*done)(void));

void fn_callback(void (*done)(void)) {
  done();
}

// Two handles change places, and an unknown function gets one first.
ASYNC_LINT("borrows a") int fn_swapped(task *a, task *b);

int fn_swapped(task *a, task *b) {
  int status = task_await(a, NULL);
  task *t = a;
  a = b;
  b = t;
  return status | task_await(a, NULL);
}

void look_at(void *object);

ASYNC_LINT("borrows found") int fn_shown(task *found);

int fn_shown(task *found) {
  look_at(found);
  return task_await(found, NULL);
}

// With a loop in it, it may be long.
static int step(int number) {
  return number + 1;
}

ASYNC_LINT("blocks") int fn_short_loop(int number);

int fn_short_loop(int number) {
  for (int i = 0; i < 3; i++)
    number = step(number);
  return number;
}

// A status that says what was taken, in the author's own convention.
enum { LEFT_IT, TOOK_IT };

ASYNC_LINT("takes work on success; status") int fp_reversed(task *work, int now);

int fp_reversed(task *work, int now) { // expect: annotation-drift "leaves it to the caller"
  if (!now)
    return LEFT_IT;
  task_detach(work, NULL, NULL);
  return TOOK_IT;
}
