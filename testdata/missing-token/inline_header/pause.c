// An exported function that reaches the operation through an inline one.
#include "pause.h"

int pause_long(void) { // expect: missing-token "`pause_long`"
  int status = 0;
  for (int i = 0; i < 100 && status == 0; i++)
    status = pause_short();
  return status;
}

int main(void) {
  return pause_long() + pause_until(CANCEL_NONE);
}
