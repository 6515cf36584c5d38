// The middle: one function without and one with a token.
#include "report.h"

static int print_page(int number) {
  return printer_wait(20u + (unsigned)number);
}

int report_write(int number) { // expect: missing-token "`report_write`"
  return print_page(number);
}

int report_write_until(int number, cancel_token token) {
  int status = cancel_check(token);
  return status != 0 ? status : task_delay((uint64_t)number, token);
}
