// The call for programs without tasks; the service uses it all the same.
#include "photo.h"

int photo_shrink_now(struct photo *photo, cancel_token token) {
  task *shrinking = photo_shrink(photo, token);
  return task_wait(shrinking); // expect: blocking-wait "`task_wait`"
}
