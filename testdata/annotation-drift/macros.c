// Contracts and bodies that come out of macros.
#include <taskrt/task.h>
#include <unistd.h>

#define TAKES(what) ASYNC_LINT("takes " #what)
#define PLAIN ASYNC_LINT("plain")
#define AWAIT(t) task_wait(t)
#define PAUSE() sleep(1)
#define GIVE_UP(t) task_detach((t), NULL, NULL)

TAKES(work) int finish_bad(task *work, int now);

int finish_bad(task *work, int now) { // expect: annotation-drift "to take `work`"
  if (now)
    return AWAIT(work);
  return 0;
}

TAKES(work) int finish_ok(task *work, int now);

int finish_ok(task *work, int now) {
  if (now)
    return AWAIT(work);
  GIVE_UP(work);
  return 0;
}

PLAIN void settle_bad(void);

void settle_bad(void) { // expect: annotation-drift "`plain`, and blocks"
  PAUSE();
}

// Compiled out.
PLAIN void settle_ok(void);

void settle_ok(void) {
#ifdef SETTLE
  PAUSE();
#endif
}

// Whole functions out of a macro.
#define DEFINE_JOIN(name, how)                                                                     \
  TAKES(work) void name(task *work);                                                               \
  void name(task *work) {                                                                          \
    how(work);                                                                                     \
  }

DEFINE_JOIN(join_ok, GIVE_UP)
DEFINE_JOIN(join_bad, task_is_done) // expect: annotation-drift "`join_bad`"
