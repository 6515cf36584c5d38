// Reads messages of a line protocol.
#ifndef PARSER_H
#define PARSER_H

#include <taskrt/task.h>

struct parser {
  const char *at;
  int line;
};

/// The next character of the input, which has to come first.
int input_next(struct parser *parser, cancel_token token) ASYNC_LINT("async");

/// The next word; reads on when the line is used up.
int parser_word(struct parser *parser, cancel_token token) ASYNC_LINT("async");

/// Goes back to the first line.
int parser_rewind(struct parser *parser) ASYNC_LINT("async");

/// Which line it is at.
int parser_line(struct parser *parser) ASYNC_LINT("async");

#endif
