// `?:` in both forms, short circuits, and conditions that are no comparisons.
int g(int);
int *p(int);

int nested(int a, int b) {
  return a ? b ? g(1) : g(2) : g(3);
}
int defaults(int a) {
  return (g(a) ?: g(1)) ?: g(2);
}
int *null_or(int a) {
  int *r = a > 3 ? p(a) : 0;
  return r;
}
int logic(int a, int b) {
  int both = a && b;
  int neither = !(a || b);
  int same = a == b;
  int flag = !!a;
  if (!a && (b || !g(4)))
    return both + neither;
  if (__builtin_expect(!!(g(a) < 0), 0))
    return same & flag;
  while (1)
    if (!p(2))
      break;
  return -1;
}
void effects(int a) {
  a ? g(1) : g(2);
  a && g(3);
  a || g(4);
  (g(5), g(6));
  (void)(a ? g(7) : g(8));
}
int errors(int *t) {
  int rc;
  if ((rc = g(*t)) < 0)
    return rc;
  int *q;
  while ((q = p(rc)) != (void *)0)
    rc++;
  if (q)
    return *q;
  return 0;
}
