// Sockets of the program.
#ifndef NET_H
#define NET_H

#include <stddef.h>
#include <sys/types.h>

/// Makes `fd` non-blocking. Returns 0 or -1.
int net_set_nonblocking(int fd);

/// A connected pair's own end, non-blocking.
int net_open(void);

/// A plain one.
int net_open_plain(void);

/// Reads what is there.
ssize_t net_read(int fd, void *buf, size_t size);

#endif
