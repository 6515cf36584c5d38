// What is not evaluated, and what is not modelled.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
int f(int);
struct s {
  int a, b;
};

int not_evaluated(int n) {
  int list[f(n)];
  int *p = list;
  return sizeof f(1) + sizeof(list) + __builtin_constant_p(f(2)) + offsetof(struct s, b) +
         (int)_Alignof(int) + sizeof *p;
}
int variable(int n, ...) {
  va_list ap;
  va_start(ap, n);
  int first = va_arg(ap, int);
  char *second = va_arg(ap, char *);
  va_end(ap);
  return first + *second;
}
int atomics(int *p, struct s *s) {
  __atomic_store_n(p, 1, 5);
  s->a = __atomic_load_n(&s->b, 5);
  return __builtin_choose_expr(1, s->a, *p);
}
void assembly(int in, int *memory) {
  int out;
  asm volatile("mov %1, %0" : "=r"(out), "+m"(*memory) : "r"(in) : "memory");
}
static jmp_buf buffer;
int jumps(void) {
  if (setjmp(buffer))
    return 1;
  return 0;
}
int constants(void) {
  enum { A = 1 << 4, B = 3 };
  f(A | B);
  f((2 + 3) * 4 - 1);
  f(~0 & 0xff);
  f(-A);
  f('x');
  return f(A << 1 | 1);
}
void discarded(int *p, struct s *s) {
  *p;
  s->a;
  (void)p;
  ++s->b;
}
