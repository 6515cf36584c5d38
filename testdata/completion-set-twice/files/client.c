// Replies through functions of another file.
#include "reply.h"

void parse_bad(task_source *source, const char *text) {
  if (text[0] == '-')
    reply_error(source, TASK_EINVAL);  // note: "`reply_error` sets it here"
  reply_number(source, text[0] - '0'); // expect: completion-set-twice "`reply_number` sets"
}

void parse_ok(task_source *source, const char *text) {
  if (text[0] == '-')
    reply_error(source, TASK_EINVAL);
  else
    reply_number(source, text[0] - '0');
}
