// What callers see.
#ifndef NET_H
#define NET_H

#include <taskrt/task.h>

int net_send_bad(cancel_token token, int fd, const char *text);
int net_receive_ok(int fd, cancel_token token, char *text);

#endif
