// The whole path of a finding: from the exported function to the operation that gets no token.
#include "backup.h"
#include "disk.h"
#include <taskrt/task.h>

static int flush_disk(void) {
  return disk_wait(200, CANCEL_NONE); // note: "`disk_wait`"
}

static int copy_blocks(int count) {
  while (count-- > 0)
    task_yield();
  return flush_disk(); // note: "`copy_blocks` calls `flush_disk` here"
}

int backup_all(void) {    // expect: missing-token "`backup_all`"
  return copy_blocks(64); // note: "`backup_all` calls `copy_blocks` here"
}

int main(void) {
  return backup_all();
}
