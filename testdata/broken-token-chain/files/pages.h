// Two files share a helper that is in no public header of anybody else.
#ifndef PAGES_H
#define PAGES_H

#include <taskrt/task.h>

int pages_load(int count, cancel_token token);
int page_load(int page);

#endif
