// Limits for requests.
#ifndef LIMIT_H
#define LIMIT_H

#include <taskrt/task.h>

cancel_source *limit_new(int ms, cancel_token token);
void limit_extend(cancel_source *limit, int ms);

#endif
