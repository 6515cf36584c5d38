// SPDX-License-Identifier: MIT
// The SIGSEGV handler: a fault in the guard of a task's stack is named, every fault goes on to the
// handler that was there before.
#include "stack/overflow.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <taskrt/error.h>
#include <unistd.h>

#include "stack/stack.h"
#include "system/memory.h"
#include "system/report.h"
#include "task_object.h"

enum { SIGNAL_STACK_SIZE = 64 << 10 };

static struct sigaction before;
static bool installed;

static void describe(const struct stack *stack) {
  struct report report = {0};
  report__text(&report, "taskrt: a task overflowed its stack of ");
  report__number(&report, (stack__size(stack) + 1023) / 1024, 10);
  report__text(&report, " KiB");
  const struct task *owner = stack->owner;
  if (owner)
    report__task(&report, owner->name, (uintptr_t)owner->body, task__place(owner),
                 (uintptr_t)task__started_at(owner));
  report__text(&report, "; use less of it or set a larger `stack_size` in task_runtime_start()\n");
  report__write(&report);
}

void overflow__die(const struct stack *stack) {
  describe(stack);
  abort();
}

static void on_fault(int signal_number, siginfo_t *info, void *context) {
  bool sent = info->si_code <= 0; // by kill() or raise(), which have no address
  const struct stack *stack = sent ? NULL : stack__guarded_by(info->si_addr);
  if (stack)
    describe(stack);
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(signal_number, info, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(signal_number);
  } else if (!sent || before.sa_handler == SIG_DFL) {
    // Back to the default, which ends the process: a fault happens again after the return, a signal
    // that was sent has to be sent again.
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(SIGSEGV, &standard, NULL);
    if (sent)
      raise(SIGSEGV);
  }
}

void overflow__install(void) {
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  installed = sigaction(SIGSEGV, &action, &before) == 0;
}

void overflow__remove(void) {
  struct sigaction now;
  // Somebody who came later and chains to this handler keeps it.
  if (installed && sigaction(SIGSEGV, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) &&
      now.sa_sigaction == on_fault)
    sigaction(SIGSEGV, &before, NULL);
  installed = false;
}

int overflow__allocate(struct overflow_guard *guard) {
  guard->memory = memory__allocate(SIGNAL_STACK_SIZE);
  return guard->memory ? 0 : TASK_ENOMEM;
}

void overflow__free(struct overflow_guard *guard) {
  memory__free(guard->memory);
  guard->memory = NULL;
}

void overflow__enter_thread(struct overflow_guard *guard) {
  stack_t mine = {.ss_sp = guard->memory, .ss_size = SIGNAL_STACK_SIZE};
  sigaltstack(&mine, &guard->old);
}

void overflow__leave_thread(struct overflow_guard *guard) {
  sigaltstack(&guard->old, NULL);
}
