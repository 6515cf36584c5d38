// What the two files know of each other.
#ifndef WAITS_H
#define WAITS_H

#include <taskrt/cancel.h>

struct waits {
  int (*wait)(cancel_token token);
};

extern const struct waits waits;
int wait_a_moment(cancel_token token);
int wait_not_at_all(cancel_token token);

#endif
