// Sets outcomes.
#include "reply.h"

void reply_error(task_source *source, int status) {
  (void)task_source_set_error(source, status);
}

void reply_number(task_source *source, int number) {
  (void)task_source_set_result(source, &number);
}
