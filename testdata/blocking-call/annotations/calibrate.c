// A function with a body and with a contract.
#include "device.h"
#include <unistd.h>

int device_calibrate(struct device *device) {
  int sample = 0;
  for (int round = 0; round < 10; round++) {
    if (device_read(device, &sample, 1) != 0)
      return -1;
    sleep(1);
  }
  return sample;
}
