// The highest layer reaches the printer through two functions without token.
#include "report.h"

int report_all(int count) { // expect: missing-token "`report_all`"
  for (int number = 0; number < count; number++) {
    int status = report_write(number);
    if (status != 0)
      return status;
  }
  return 0;
}

int report_pending(void) {
  return 0;
}
