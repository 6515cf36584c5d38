// SPDX-License-Identifier: MIT
// A lock of one word for short sections, in memory that the program owns: zeroed is free, nothing
// is to be destroyed.
#ifndef TASKRT_LOCK_H
#define TASKRT_LOCK_H

/// Takes the lock `word`; sleeps while another thread has it.
void lock__take(unsigned *word);

/// Gives the lock back. Whoever takes it next may free `word`: nothing of it is read or written
/// after that.
void lock__give(unsigned *word);

#endif
