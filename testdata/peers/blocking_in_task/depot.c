// Functions of another file: some block.
#include "depot.h"

#include <unistd.h>

static int fetch_slowly(int number) {
  return (int)sleep((unsigned)number); // bug: through_a_table
}

const struct depot slow_depot = {fetch_slowly};

int count_slowly(int number) {
  return (int)sleep((unsigned)number); // bug: in_another_file
}

int count_quickly(int number) {
  return number + 1;
}
