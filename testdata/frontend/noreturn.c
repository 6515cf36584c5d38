// Functions that do not return, in all spellings.
#include <stdlib.h>
__attribute__((noreturn)) void by_attribute(void);
_Noreturn void by_keyword(void);
[[noreturn]] void by_brackets(void);
void returns(void);

int ends(int n) {
  switch (n) {
  case 1:
    by_attribute();
  case 2:
    by_keyword();
  case 3:
    by_brackets();
  case 4:
    exit(1);
  case 5:
    abort();
  case 6:
    __builtin_unreachable();
  case 7:
    __builtin_trap();
  case 8:
    returns();
  }
  return 0;
}
