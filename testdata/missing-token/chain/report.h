// Writes reports. Three layers, one file each.
#ifndef REPORT_H
#define REPORT_H

#include <taskrt/task.h>

/// Writes all reports.
int report_all(int count);

/// Writes one report.
int report_write(int number);

/// Waits for the printer. The lowest layer.
int printer_wait(unsigned milliseconds);

/// Writes one report, or stops when `token` is cancelled.
int report_write_until(int number, cancel_token token);

/// Counts the reports that are waiting.
int report_pending(void);

#endif
