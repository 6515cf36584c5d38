// Errors: what they touch is tainted, what they do not is whole.
#include "missing_header.h"
int f(int);

int whole(int n) {
  return f(n);
}
int undeclared_type(int n) {
  unknown_t x = f(n);
  f(1);
  return x;
}
int undeclared_name(int n) {
  for (int i = 0; i < missing; i++)
    f(i);
  return f(n);
}
int parameter(unknown_t *p) {
  return f(1);
}
int nested(int n) {
  int inside(int m) {
    return m + n;
  }
  return inside(1);
}
unknown_t *global;
int uses_global(void) {
  global->field = f(1);
  return f(2);
}
int also_whole(void) {
  return implicit(1);
}
