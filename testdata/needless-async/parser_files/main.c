// A whole program decides whether a function can suspend.
#include "parser.h"

static int count(void *arg, cancel_token token, void *result) {
  struct parser parser = {.at = arg};
  while (parser_word(&parser, token) != 0)
    parser.line++;
  return parser_rewind(&parser);
}

int main(void) {
  return task_wait(task_run(count, "one two", 0, CANCEL_NONE));
}
