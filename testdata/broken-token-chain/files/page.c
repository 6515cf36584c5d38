// Loads one page.
#include "pages.h"

int page_load(int page) { // expect: missing-token
  return task_delay(page, CANCEL_NONE);
}
