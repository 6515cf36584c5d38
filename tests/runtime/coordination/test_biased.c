// SPDX-License-Identifier: MIT
// The biased lock by itself: one worker comes to hold it by plain writes, and others exclude it.
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "../test.h"

#include "coordination/biased.h"

enum { OFTEN = 1000, ROUNDS = 200 };

struct counted {
  struct biased_lock lock;
  atomic_bool enough;
  long count; // guarded by the lock
};

static void add_one(struct counted *counted) {
  biased__take(&counted->lock);
  counted->count++;
  biased__give(&counted->lock);
}

static int add_often(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  for (int i = 0; i < OFTEN; i++)
    add_one(arg);
  return 0;
}

static void the_worker_that_uses_it_needs_no_exchange(void **state) {
  (void)state;
  barrier__prepare(true);
  if (!barrier__ready())
    skip();
  start_workers(1);
  struct counted counted = {.count = 0};
  run_in_task(add_often, &counted);
  assert_non_null(atomic_load(&counted.lock.home));
  assert_false(atomic_load(&counted.lock.revoked));
  assert_int_equal(counted.lock.word, LOCK_FREE);
  assert_int_equal(counted.count, OFTEN);
}

static void threads_of_the_program_get_no_bias(void **state) {
  (void)state;
  struct counted counted = {.count = 0};
  assert_int_equal(add_often(&counted, CANCEL_NONE, NULL), 0);
  assert_null(atomic_load(&counted.lock.home));
}

static int add_until_enough(void *arg, cancel_token token, void *result) {
  (void)token;
  struct counted *counted = arg;
  while (!atomic_load(&counted->enough)) {
    add_one(counted);
    ++*(long *)result;
  }
  return 0;
}

static void another_thread_takes_the_bias_away_and_excludes_the_worker(void **state) {
  (void)state;
  barrier__prepare(true);
  if (!barrier__ready())
    skip();
  start_workers(1);
  for (int round = 0; round < ROUNDS; round++) {
    struct counted counted = {.count = 0};
    long added = 0;
    task *adding = task_run(add_until_enough, &counted, sizeof added, CANCEL_NONE);
    while (!atomic_load(&counted.lock.home))
      sched_yield();
    for (int i = 0; i < OFTEN; i++)
      add_one(&counted);
    atomic_store(&counted.enough, true);
    assert_int_equal(task_result(adding, &added), 0);
    assert_true(atomic_load(&counted.lock.revoked));
    assert_int_equal(counted.count, added + OFTEN);
  }
}

static void workers_that_take_turns_exclude_each_other(void **state) {
  (void)state;
  start_workers(3);
  for (int round = 0; round < ROUNDS; round++) {
    enum { ADDERS = 4 };
    struct counted counted = {.count = 0};
    task *adders[ADDERS];
    for (int i = 0; i < ADDERS; i++)
      adders[i] = task_run(add_often, &counted, 0, CANCEL_NONE);
    add_one(&counted);
    assert_int_equal(task_wait(task_when_all(adders, ADDERS)), 0);
    assert_int_equal(counted.count, ADDERS * OFTEN + 1);
  }
}

// From now on the kernel refuses membarrier(2) to this thread. Returns false where it knows no
// filters.
static bool refuse_barriers(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_membarrier, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {.len = sizeof code / sizeof *code, .filter = code};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

// The last test, for there is no way back.
static void a_filter_that_comes_up_later_ends_no_program(void **state) {
  (void)state;
  barrier__prepare(true);
  if (!barrier__ready())
    skip();
  start_workers(1);
  struct counted counted = {.count = 0};
  long added = 0;
  task *adding = task_run(add_until_enough, &counted, sizeof added, CANCEL_NONE);
  while (!atomic_load(&counted.lock.home))
    sched_yield();
  bool refused = refuse_barriers();
  add_one(&counted);
  atomic_store(&counted.enough, true);
  assert_int_equal(task_result(adding, &added), 0);
  assert_int_equal(counted.count, added + 1);
  assert_true(atomic_load(&counted.lock.revoked));
  assert_true(barrier__ready() == !refused);
  struct counted other = {.count = 0};
  run_in_task(add_often, &other);
  assert_true(!refused || !atomic_load(&other.lock.home)); // from now on nobody gets a bias
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(the_worker_that_uses_it_needs_no_exchange, stop_runtime),
      cmocka_unit_test(threads_of_the_program_get_no_bias),
      cmocka_unit_test_teardown(another_thread_takes_the_bias_away_and_excludes_the_worker,
                                stop_runtime),
      cmocka_unit_test_teardown(workers_that_take_turns_exclude_each_other, stop_runtime),
      cmocka_unit_test_teardown(a_filter_that_comes_up_later_ends_no_program, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
