// The same names as in second/util.c.
static int count;
static int helper(void) {
  static int calls;
  calls++;
  return count++;
}
int first(void) {
  return helper();
}
