// What the two files know of each other.
#ifndef DEVICE_H
#define DEVICE_H

int read_device(int fd);
int last_value(int fd);

#endif
