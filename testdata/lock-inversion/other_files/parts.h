// Two modules, each with a lock.
#ifndef PARTS_H
#define PARTS_H

void disk_write(void);
void disk_full(void);
void cache_drop(void);
void cache_fill(void);
#endif
