// What others call.
#ifndef NET_H
#define NET_H

#include <taskrt/task.h>

int net_fetch_bad(int ms, cancel_token token);
int net_step(int ms, cancel_token token);

#endif
