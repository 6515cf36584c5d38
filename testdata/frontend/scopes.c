// Ends of lives: locals at the end of their scope, cleanups before them at every exit.
struct task;
struct task *start(int);
void drop(struct task **);
static void note(int *x) {
  *x = 0;
}
int use(struct task *);
#define CLEANUP(f) __attribute__((cleanup(f)))
#define AUTO_TASK CLEANUP(drop)

int every_exit(int n) {
  AUTO_TASK struct task *outer = start(0);
  for (int i = 0; i < n; i++) {
    AUTO_TASK struct task *inner = start(i);
    CLEANUP(note) int code = 0;
    if (i == 1)
      continue;
    if (i == 2)
      break;
    if (i == 3)
      return use(inner);
    code = i;
  }
  return n;
}
struct task *keep(void) {
  AUTO_TASK struct task *t = start(1);
  return t;
}
int value(int n) {
  int result = ({
    AUTO_TASK struct task *t = start(n);
    int local = use(t);
    local;
  });
  int early = ({
    if (n > 3)
      return n;
    n;
  });
  return result + early;
}
void literal(void) {
  struct pair {
    int a, b;
  };
  struct pair *kept;
  {
    kept = &(struct pair){1, 2};
  }
  kept->a = 3;
}

struct page {
  char text[4096];
};

// Large locals have their size, and one that the program computes says so.
int sizes(int count, struct page page) {
  char small[63], large[64], computed[count];
  struct page *pointer = &page;
  static char kept[8192];
  return small[0] + large[1] + computed[2] + pointer->text[3] + kept[4];
}
