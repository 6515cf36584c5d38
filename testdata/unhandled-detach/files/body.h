// The body of a task.
#ifndef BODY_H
#define BODY_H

#include <taskrt/task.h>

int body_run(void *arg, cancel_token token, void *result);

#endif
