// A dock: its ships are counted in one file and waited for in another.
#include <taskrt.h>

struct dock {
  task_mutex lock;
  task_condition free;
  int ships;
};

void land(struct dock *dock, cancel_token token);
