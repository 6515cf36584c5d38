// Only wants to print a number.
#include "cache.h"
#include <stdio.h>

int main(void) {
  printf("%d\n", cache_size_bad(CANCEL_NONE)); // note: "`main` calls `cache_size_bad` here"
  return 0;
}
