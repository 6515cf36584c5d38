// Which functions suspend is decided by another file.
#include "parser.h"

int parser_word(struct parser *parser, cancel_token token) {
  int hash = 0;
  for (int c = input_next(parser, token); c > ' '; c = input_next(parser, token))
    hash = hash * 31 + c;
  return hash;
}

static void restart(struct parser *parser) {
  parser->line = 0;
}

int parser_rewind(struct parser *parser) { // expect: needless-async "`parser_rewind`"
  restart(parser);
  return parser_line(parser);
}

int parser_line(struct parser *parser) { // expect: needless-async "`parser_line`"
  return parser->line;
}
