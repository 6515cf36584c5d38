// What the store sends with.
#ifndef NET_H
#define NET_H

#include <taskrt/task.h>

int net_send(const char *text);
int net_finish(task *sending);

#endif
