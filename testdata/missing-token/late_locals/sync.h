// Synchronises folders.
#ifndef SYNC_H
#define SYNC_H

/// Synchronises `folder`, for a limited time if `milliseconds` is not 0.
int sync_folder(void *folder, unsigned milliseconds);

/// Synchronises and never ends before the disk is done.
int sync_fully(void *folder);

#endif
