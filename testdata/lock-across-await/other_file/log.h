// A log with a lock of its own.
#ifndef LOG_H
#define LOG_H
#include <taskrt/task.h>

void log_lock(void);
void log_unlock(void);
int log_flush(cancel_token token);
#endif
