// A wait is found in whatever file the task gets to.
#include "photo.h"

int main(void) {
  struct photo photo = {.name = "tower.jpg"};
  int status = task_wait(service_begin(&photo, CANCEL_NONE));
  return status | photo_shrink_now(&photo, CANCEL_NONE);
}
