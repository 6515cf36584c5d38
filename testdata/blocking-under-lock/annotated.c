// Contracts of one's own: locks, functions that block, loops that call back.
#include <taskrt/annotate.h>

typedef struct guard guard;
typedef struct loop loop;

void guard_enter(guard *g) ASYNC_LINT("acquires g");
void guard_leave(guard *g) ASYNC_LINT("releases g");
void printer_wait(int job) ASYNC_LINT("blocks");
int printer_ready(int job) ASYNC_LINT("plain");
void loop_call(loop *l, void (*callback)(void *), void *arg)
    ASYNC_LINT("calls callback with arg on loop");

struct printer {
  guard *lock;
  int job;
};

static void on_paper(void *arg) {
  struct printer *printer = arg;
  guard_enter(printer->lock); // note: "`on_paper` takes this lock where tasks run"
  printer->job++;
  guard_leave(printer->lock);
}

void print_bad(struct printer *printer) {
  guard_enter(printer->lock);
  printer_wait(printer->job);
  // expect@-1: blocking-under-lock "`printer_wait` blocks while `printer->lock`"
  guard_leave(printer->lock);
}

void print_ok(struct printer *printer) {
  guard_enter(printer->lock);
  int ready = printer_ready(printer->job);
  guard_leave(printer->lock);
  if (!ready)
    printer_wait(printer->job);
}

void start(loop *l, struct printer *printer) {
  loop_call(l, on_paper, printer);
}
