// SPDX-License-Identifier: MIT
// Lets checked mode see calls that are not the runtime's: those that block a thread, and locks of
// threads. Included before everything else in the sources to be checked (`-include
// taskrt/checked.h`, or the CMake target `taskrt::checked`); costs a call each while checked mode
// is off. Programs call nothing of it themselves.
#ifndef TASKRT_CHECKED_H
#define TASKRT_CHECKED_H

#include <pthread.h>
#include <taskrt/annotate.h>
#include <taskrt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What the macros below call: the calls themselves, with where they stand.
void task__checked_block(const char *function, const char *place) ASYNC_LINT("plain");
int task__checked_lock(const char *place, pthread_mutex_t *mutex) ASYNC_LINT("acquires mutex os");
int task__checked_try_lock(const char *place, pthread_mutex_t *mutex)
    ASYNC_LINT("acquires mutex os on success; status");
int task__checked_unlock(pthread_mutex_t *mutex) ASYNC_LINT("releases mutex os");

/// Notes that `pointer` is about to be freed at `place`, and returns it.
void *task__checked_free(void *pointer, const char *place) ASYNC_LINT("returns pointer");

#ifdef __cplusplus
}
#endif

#if !defined(__ASYNC_LINT__)
// Before their names are macros.
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TASK__BLOCKS(function) task__checked_block(function, TASK_PLACE)

#define sleep(...) (TASK__BLOCKS("sleep"), sleep(__VA_ARGS__))
#define usleep(...) (TASK__BLOCKS("usleep"), usleep(__VA_ARGS__))
#define nanosleep(...) (TASK__BLOCKS("nanosleep"), nanosleep(__VA_ARGS__))
#define system(...) (TASK__BLOCKS("system"), system(__VA_ARGS__))
#define popen(...) (TASK__BLOCKS("popen"), popen(__VA_ARGS__))
#define fopen(...) (TASK__BLOCKS("fopen"), fopen(__VA_ARGS__))
#define fread(...) (TASK__BLOCKS("fread"), fread(__VA_ARGS__))
#define fgets(...) (TASK__BLOCKS("fgets"), fgets(__VA_ARGS__))
#define getaddrinfo(...) (TASK__BLOCKS("getaddrinfo"), getaddrinfo(__VA_ARGS__))
#define pthread_join(...) (TASK__BLOCKS("pthread_join"), pthread_join(__VA_ARGS__))
// An operation may still use it. In this form it also serves members of this name.
#define free(pointer) free(task__checked_free(pointer, TASK_PLACE))
#define pthread_mutex_lock(...) task__checked_lock(TASK_PLACE, __VA_ARGS__)
#define pthread_mutex_trylock(...) task__checked_try_lock(TASK_PLACE, __VA_ARGS__)
#define pthread_mutex_unlock(...) task__checked_unlock(__VA_ARGS__)
#endif

#endif
