// What the two files know of each other.
#ifndef DEPOT_H
#define DEPOT_H

struct depot {
  int (*fetch)(int number);
};

extern const struct depot slow_depot;
int count_slowly(int number);
int count_quickly(int number);

#endif
