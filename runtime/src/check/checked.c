// SPDX-License-Identifier: MIT
// The calls of `taskrt/checked.h`.
#include <malloc.h>
#include <stdio.h>

#include "check/records.h"
#include "scheduler.h"
#include "task_object.h"

// Its macros are for programs; here the functions themselves are meant.
#include <taskrt/checked.h>
#undef free
#undef pthread_mutex_lock
#undef pthread_mutex_trylock
#undef pthread_mutex_unlock

void task__checked_block(const char *function, const char *place) {
  if (!check__on() || !scheduler__runs_a_task())
    return;
  const task *t = scheduler__current_task();
  struct finding finding = {
      .rule = RULE_blocking_call, .place = {.text = place}, .name = t ? t->name : NULL};
  snprintf(finding.message, sizeof finding.message,
           "`%s` stops every task of this thread while it waits", function);
  if (t)
    finding__note(&finding, (struct place){.text = task__place(t), .address = task__started_at(t)},
                  "the task was started here");
  finding__tell(&finding);
}

int task__checked_lock(const char *place, pthread_mutex_t *mutex) {
  int status = pthread_mutex_lock(mutex);
  if (status == 0 && check__on())
    records__acquire((uintptr_t)mutex, "pthread_mutex_lock", (struct place){.text = place}, false);
  return status;
}

int task__checked_try_lock(const char *place, pthread_mutex_t *mutex) {
  int status = pthread_mutex_trylock(mutex);
  if (status == 0 && check__on())
    records__acquire((uintptr_t)mutex, "pthread_mutex_trylock", (struct place){.text = place},
                     false);
  return status;
}

int task__checked_unlock(pthread_mutex_t *mutex) {
  if (check__on())
    records__release((uintptr_t)mutex);
  return pthread_mutex_unlock(mutex);
}

void *task__checked_free(void *pointer, const char *place) {
  uintptr_t begin = (uintptr_t)pointer;
  if (pointer && check__on())
    records__memory_ends(begin, begin + malloc_usable_size(pointer), (struct place){.text = place},
                         RULE_outlived_buffer);
  return pointer;
}
