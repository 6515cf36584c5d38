// `_Generic`: the association that fits; several when their types are the same.
int of_int(int);
int of_long(long);
int of_pointer(void *);
int other_int(int);
#define OF(x) _Generic((x), int: of_int, long: of_long, default: of_pointer)(x)

int dispatch(int i, long l, char *p) {
  return OF(i) + OF(l) + OF(p);
}
int several(int i) {
  return _Generic(i, int: of_int, long: other_int)(i);
}
int value(int i) {
  return _Generic(i, int: 1, default: (void *)0);
}
