// The lowest layer, where the operation that could be cancelled is.
#include "report.h"

int printer_wait(unsigned milliseconds) { // expect: missing-token "`printer_wait`"
  return task_delay(milliseconds, CANCEL_NONE);
}

int main(void) {
  return report_all(3) + report_pending() + report_write_until(1, CANCEL_NONE);
}
