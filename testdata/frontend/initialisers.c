// Initialisers of locals and of static variables.
#include <stddef.h>
struct inner {
  int x, y;
};
struct ops {
  int (*open)(void);
  int (*close)(void);
};
struct outer {
  void *p;
  struct inner in;
  int list[3];
  struct {
    int u, v;
  };
};
int f(void), g(void);
static int h(void) {
  return 0;
}
static const struct ops file_ops = {.open = f, .close = &h};
struct ops both[] = {{f, g}, [2].open = h};
int (*const functions[])(void) = {f, g, h};
int (*single)(void) = f;
static const int numbers[] = {1, 2, 3};

void locals(void *q) {
  struct outer zero = {0};
  struct outer null = {NULL};
  struct outer empty = {};
  struct outer literal = (struct outer){0};
  struct outer flat = {q, 1, 2, 3, 4, 5, 6, 7};
  struct outer named = {.in.y = 1, .list = {[2] = 9}, .v = 3, .p = 0};
  int ranges[6] = {[1 ... 2] = 7, 8, [5] = f()};
  char text[] = "abc";
  char *words[] = {"a", NULL};
  int scalar = {4};
  struct inner copy = zero.in, called = (struct inner){f(), g()};
  static struct ops local_ops = {f, h};
  named = (struct outer){.p = q};
  named = (struct outer){0};
}
