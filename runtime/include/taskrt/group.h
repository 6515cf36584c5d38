// SPDX-License-Identifier: MIT
// The group (nursery): tasks that are started together and end together. The first failure cancels
// the others, and nothing outlives the join.
#ifndef TASKRT_GROUP_H
#define TASKRT_GROUP_H

#include <stdint.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A group. Created by one owner, who joins it exactly once; children may start more children. As
/// with tasks, NULL stands for a group for which there was no memory: starting in it does nothing,
/// and joining it gives TASK_ENOMEM, so that one check covers all.
typedef struct task_group task_group;

/// Suspends the running task until all children of `group` are over, and those they started in it
/// (outside a task it blocks the thread); frees it. Returns 0, or the error of the child that
/// failed first; later ones are dropped. A child that ends with TASK_ECANCELED failed too. It does
/// not end early when a token is cancelled: the children do. Not to be called by a child, which
/// would wait for itself.
int task_group_join(task_group *group) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; waits-for group; takes group; status; check result");

/// Creates a group. Its children are cancelled with `token`, or when one of them fails. The caller
/// owns it and joins it; one that was not joined when the runtime stops is reported on stderr.
/// Returns NULL when out of memory.
task_group *task_group_create(cancel_token token) TASK_CHECK_RESULT
    TASK_RELEASED_BY(task_group_join) ASYNC_LINT("gives group; links token");

/// Queues `body` as a child of `group`, as task_run() does; its token is the group's. `arg` must
/// live until the join. A child for which there is no memory counts as one that failed with
/// TASK_ENOMEM.
void task_group_run(task_group *group, task_fn body, void *arg) TASK_NONNULL(2)
    ASYNC_LINT("borrows group; starts body with arg on pool; stack 65536");

/// Starts `body` as a child of `group` at once, as task_start() does; otherwise as
/// task_group_run().
void task_group_start(task_group *group, task_fn body, void *arg) TASK_NONNULL(2)
    ASYNC_LINT("borrows group; starts body with arg on caller; stack 65536");

/// Takes `t` and makes it a child of `group`: whatever gives a task may take part. Its result is
/// dropped. Give it task_group_token(), or it will not be cancelled with the others. NULL counts as
/// a child that failed with TASK_ENOMEM. For a `group` of NULL it waits for `t` in place.
void task_group_adopt(task_group *group, task *t) ASYNC_LINT("borrows group; takes t");

/// Returns the token of the children of `group`, valid until the join.
cancel_token task_group_token(task_group *group) TASK_CHECK_RESULT ASYNC_LINT("borrows group");

/// Asks the children of `group` to stop, with TASK_ECANCELED. It has to be joined all the same.
void task_group_cancel(task_group *group) ASYNC_LINT("borrows group; cancels group");

/// Gives `group` a deadline: `milliseconds` from now its children are cancelled with
/// TASK_ETIMEDOUT.
void task_group_cancel_after(task_group *group, uint64_t milliseconds) ASYNC_LINT("borrows group");

#ifdef __cplusplus
}
#endif

#endif
