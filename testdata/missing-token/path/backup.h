// Makes backups.
#ifndef BACKUP_H
#define BACKUP_H

/// Backs everything up and waits for the disk.
int backup_all(void);

#endif
