// A guard that others enter and leave.
#ifndef GUARD_H
#define GUARD_H

void guard_enter(void);
void guard_leave(void);
int guard_leave_failed(int status);
#endif
