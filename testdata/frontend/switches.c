// Switches: ranges, nested labels, a default in the middle, Duff's device, no compound.
enum kind { FIRST, SECOND = 7, LAST = SECOND | 8 };
void a(void);
void b(void);
void c(void);

void plain(enum kind k) {
  switch (k) {
  case FIRST:
    a();
    break;
  default:
    b();
  case SECOND:
  case LAST:
    c();
  }
}
void ranges(int n) {
  switch (n) {
  case -5 ... - 1:
  case 'a' ... 'z':
    a();
    return;
  case 200:
    b();
  }
  c();
}
void single(int n) {
  switch (n)
  case 3:
    a();
}
void send(char *to, char *from, int count) {
  int n = (count + 7) / 8;
  switch (count % 8) {
  case 0:
    do {
      *to = *from++;
    case 2:
      *to = *from++;
    case 1:
      *to = *from++;
    } while (--n > 0);
  }
}
void nested(int n, int m) {
  for (;;) {
    switch (n) {
    case 1:
      switch (m) {
      case 2:
        break;
      default:
        continue;
      }
      a();
      break;
    case 3:
      __attribute__((fallthrough));
    case 4:
      return;
    }
    b();
  }
}
void covered(enum kind k) {
  switch (k) {
  case FIRST:
    a();
    break;
  case SECOND ... LAST:
    b();
  }
  c();
}
void not_covered(enum kind k) {
  switch (k) {
  case FIRST:
    a();
    break;
  case SECOND:
    b();
  }
  c();
}
