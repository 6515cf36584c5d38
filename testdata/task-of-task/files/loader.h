// Gives a task whose result is a task.
#ifndef LOADER_H
#define LOADER_H
#include <taskrt/task.h>

task *loader_begin(void *user, cancel_token token);

#endif
