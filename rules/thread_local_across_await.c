/*
Data of the thread is trusted across a suspension, in which others had the thread.

Between a suspension and its end other tasks run on the thread. They call functions that set
`errno`, give thread-local variables values of their own, and ask `localtime` for another time,
which it writes where the last one was. And a task that goes on elsewhere, as after
`task_await_any` or `task_switch_to`, has another `errno` and other thread-local variables: an
address taken before is that of another thread.

Take what is needed before the suspension, in a local variable. Functions of taskrt say by their
result what went wrong, and not by `errno`. What belongs to a task is kept in its frame, or in a
`task_local`.

## Bad

    int store(int fd, const void *data, size_t size, cancel_token token) {
      ssize_t written = task_write(fd, data, size, token);
      if (written < 0)
        return -errno;
      return written == (ssize_t)size ? 0 : -EIO;
    }

## Good

    int store(int fd, const void *data, size_t size, cancel_token token) {
      ssize_t written = task_write(fd, data, size, token);
      if (written < 0)
        return (int)written;
      return written == (ssize_t)size ? 0 : -EIO;
    }

Reported are `errno` where nothing was called since the suspension; a thread-local variable that the
function has set before the suspension and reads after it; a pointer to such a variable behind a
call that may go on on another thread; and a pointer whose contract says `reuses-result`. Calls
suspend by their contract or by what they call, across files. Nothing is said where certainly no
task runs.

## Fix

None: what is to be kept, and under which name, is for its author to say.

## What it cannot see

- What other tasks really do meanwhile, and that there are none.
- Pointers that were put into records, and results that are given to the very call that suspends.
- `errno` behind a function of the program that suspends: it may have set it at its end.
- Counters: `depth++` before and `depth--` after are left alone.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(thread-local-across-await) the only task of this thread
*/
#include "rules/shared/thread_data.h"

#include "rules/shared/way.h"

static struct finding *report_use(struct pass *pass, const struct function *function,
                                  const struct thread_data_use *use) {
  const char *pauser = use->pauser->name;
  const char *name = use->kind == DATA_ERRNO ? "errno" : place_text(pass, function, use->place);
  switch (use->kind) {
  case DATA_ERRNO:
    return report(pass, function, use->loc,
                  "`errno` is read after `%s`, and may be that of another task", pauser);
  case DATA_VALUE:
    return report(pass, function, use->loc,
                  "thread-local `%s` was set before `%s`, and may be another task's now", name,
                  pauser);
  case DATA_ADDRESS:
    return report(pass, function, use->loc,
                  "`%s` points to data of the thread on which the task was before `%s`", name,
                  pauser);
  case DATA_REUSED:
    break;
  }
  return report(pass, function, use->loc,
                "`%s` is memory of `%s`, which others may have called during `%s`", name,
                use->giver->name, pauser);
}

static void advise(struct pass *pass, struct finding *finding, const struct function *function,
                   const struct thread_data_use *use) {
  bool result = function_claim(use->pauser, CLAIM_check) || use->pauser->effect.status;
  switch (use->kind) {
  case DATA_ERRNO:
    if (result)
      advice(pass, finding, function, use->loc, "the result of `%s` says what went wrong",
             use->pauser->name);
    else
      advice(pass, finding, function, use->loc, "keep `errno` in a variable before");
    break;
  case DATA_VALUE:
    advice(pass, finding, function, use->loc, "keep the value in a local variable");
    break;
  case DATA_ADDRESS:
    advice(pass, finding, function, use->loc, "take the address again");
    break;
  case DATA_REUSED:
    advice(pass, finding, function, use->loc, "copy what is needed before");
    break;
  }
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  struct thread_data_use uses[THREAD_DATA_MAX_USES];
  uint32_t count =
      function->outside && !function->in_task ? 0 : thread_data_uses(pass, function, uses);
  for (uint32_t i = 0; i < count; i++) {
    const struct thread_data_use *use = &uses[i];
    struct finding *finding = report_use(pass, function, use);
    if (use->set_loc != IR_NONE)
      note(pass, finding, function, use->set_loc, "`%s` gets it here",
           place_text(pass, function, use->place));
    note(pass, finding, function, use->pause_loc, "`%s` may suspend the task here",
         use->pauser->name);
    advise(pass, finding, function, use);
  }
}

const struct rule rule_thread_local_across_await = {
    .name = "thread-local-across-await",
    .summary = "data of the thread is trusted across a suspension",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_function = check,
};
