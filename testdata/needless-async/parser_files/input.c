// Where the characters come from.
#include "parser.h"

int input_next(struct parser *parser, cancel_token token) {
  if (*parser->at == '\0' && task_delay(10, token) != 0)
    return -1;
  return *parser->at++;
}
