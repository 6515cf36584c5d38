// The same names as in first/util.c.
static int count;
static int helper(void) {
  static int calls;
  calls++;
  return count++;
}
int second(void) {
  return helper();
}
