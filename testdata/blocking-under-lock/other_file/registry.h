// Names and their addresses, behind a lock.
#ifndef REGISTRY_H
#define REGISTRY_H

void registry_lock(void);
void registry_unlock(void);
void registry_resolve(const char *name);
int registry_size(void);
#endif
