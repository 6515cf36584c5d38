// A log, written for threads.
#ifndef LOG_H
#define LOG_H

void log_line(const char *text);

#endif
