// Structures by value are inputs, and so is a structure that holds the token.
#include <taskrt/task.h>

struct options {
  int level;
  cancel_token token;
};

struct pair {
  int a, b;
};

int pack_bad(cancel_token token, struct options options) { // expect: token-position "`options`"
  return task_delay((unsigned)options.level, token);
}

int pack_ok(struct options options, cancel_token token) {
  return task_delay((unsigned)options.level, token);
}

int add_bad(cancel_token token, struct pair pair) { // expect: token-position "before `pair`"
  return task_delay((unsigned)(pair.a + pair.b), token);
}

// The token is in the structure.
int unpack_ok(struct options options, int level) {
  return task_delay((unsigned)level, options.token);
}

enum mode { FAST, SLOW };

int enum_bad(cancel_token token, enum mode mode) { // expect: token-position "before `mode`"
  return task_delay(mode == FAST ? 1 : 2, token);
}
