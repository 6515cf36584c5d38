// Pages, and the task that gets one.
#ifndef PAGE_H
#define PAGE_H

#include <taskrt/task.h>

task *page_load(const char *name, cancel_token token);

#endif
