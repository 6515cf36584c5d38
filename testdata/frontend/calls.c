// What is done with results, and whom indirect calls go to.
#include <stdio.h>
#include <stdlib.h>

struct ops {
  int (*open)(const char *path, int flags);
  void (*handlers[4])(void);
  struct {
    void (*nested)(int);
  };
};
int act(int);
__attribute__((warn_unused_result)) int checked(void);
void (*hook)(int);
static void (*table[2])(void);

int results(int n) {
  act(1);
  (void)act(2);
  act(3); // on purpose
  // on purpose, too
  act(4);
  n = act(5);
  if (act(6))
    n += act(7);
  for (;; act(8))
    if (n++ > act(act(9)))
      break;
  return act(10);
}
int choose(int n) {
  return n ? act(1) : checked();
}
void indirect(struct ops *o, void (*callback)(int), int n) {
  o->open("x", 1);
  (*o->open)("y", 2);
  o->handlers[n]();
  o->nested(3);
  hook(4);
  (**hook)(5);
  table[1]();
  callback(6);
  ((void (*)(int))callback)(7);
  (&act)(8);
  void (*local)(int) = callback;
  local(9);
  (n ? hook : callback)(10);
}
void library(void) {
  char *text = malloc(10);
  printf("%s\n", text);
  free(text);
}
