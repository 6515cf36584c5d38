// Gotos in and out of scopes with cleanup, computed goto, asm goto, local labels.
struct task;
struct task *start(int);
void drop(struct task **);
#define AUTO __attribute__((cleanup(drop)))

void out_of_scope(int n) {
  int x = n;
  {
    AUTO struct task *t = start(1);
    int y = 2;
    if (x)
      goto end;
    x = y;
  }
end:
  x = 3;
}
void backwards(int n) {
again:;
  AUTO struct task *t = start(2);
  if (n--)
    goto again;
}
void into_scope(int n) {
  if (n)
    goto inside;
  {
    int y;
  inside:
    y = n;
  }
}
int computed(int n) {
  static void *const table[] = {&&zero, &&one};
  void *last = &&two;
  if (n > 2)
    goto *last;
  goto *table[n];
zero:
  return 10;
one:
  return 11;
two:
  return 12;
never:
  return 13;
}
int asm_goto(int n) {
  asm goto("jmp %l[away]" : : "r"(n) : : away);
  return 1;
away:
  return 2;
}
#define RETRY(f)                                                                                   \
  ({                                                                                               \
    __label__ again;                                                                               \
    int r_;                                                                                        \
  again:                                                                                           \
    r_ = (f);                                                                                      \
    if (r_ < 0)                                                                                    \
      goto again;                                                                                  \
    r_;                                                                                            \
  })
int f(int);
int local_labels(void) {
  int x = RETRY(f(1)), y = RETRY(f(2));
  return x + y;
}
