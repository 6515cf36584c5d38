// Macros: where things are shown, and that a macro's code has the shape of the plain one.
struct task;
struct task *start(int);
int await(struct task *);
#define DEFINE_ASYNC(name) int name(int n)
#define TWICE(x) ((x) + (x))
#define CALL(f) f(3)
#define PASTE(a, b) a##b(4)
#define RETURN_IF(c)                                                                               \
  do {                                                                                             \
    if (c)                                                                                         \
      return -1;                                                                                   \
  } while (0)

DEFINE_ASYNC(shaped) {
  RETURN_IF(n < 0);
  return TWICE(await(start(n)));
}
int shown(void) {
  struct task *a = CALL(start);
  struct task *b = PASTE(sta, rt);
  return await(a) + TWICE(await(CALL(start))) + await(b);
}
