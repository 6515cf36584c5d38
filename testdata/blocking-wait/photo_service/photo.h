// A service that makes small photos of large ones.
#ifndef PHOTO_H
#define PHOTO_H

#include <taskrt/task.h>

struct photo {
  char name[32];
  int width, height;
};

/// Reads the size of `photo`.
int photo_probe(struct photo *photo, cancel_token token);

/// Starts to shrink `photo`. Returns a task that the caller owns.
task *photo_shrink(struct photo *photo, cancel_token token);

/// Shrinks `photo` and returns when it is done. For programs without tasks.
int photo_shrink_now(struct photo *photo, cancel_token token);

/// Serves one request as a task.
task *service_begin(struct photo *photo, cancel_token token);

#endif
