// Functions of another file: one blocks.
#include "device.h"

#include <unistd.h>

int read_device(int fd) {
  char value = 0;
  return read(fd, &value, 1) == 1 ? value : -1; // bug: in_another_file
}

int last_value(int fd) {
  return fd + 1;
}
