// Telling whoever waits how it went.
#ifndef REPLY_H
#define REPLY_H
#include <taskrt/source.h>

void reply_error(task_source *source, int status);
void reply_number(task_source *source, int number);

#endif
