// Makes thumbnails in the background.
#ifndef THUMBNAIL_H
#define THUMBNAIL_H

#include <taskrt/task.h>

/// Starts making a thumbnail of `image`; the caller owns the task.
task *thumbnail_start(void *image);

/// As thumbnail_start(), until `token` is cancelled.
task *thumbnail_start_until(void *image, cancel_token token);

/// Starts it and hands the task over in `*out`. Returns 0 or an error.
int thumbnail_try_start(void *image, task **out);

/// Returns the task that was started last; the caller does not own it.
const task *thumbnail_last(void);

#endif
