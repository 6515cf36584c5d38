// The whole path of a finding: the await, the branch, the place where it goes wrong, the remedy.
#include <taskrt/task.h>

struct page {
  long size;
  int cached;
};

int measure_bad(task *download, struct page *page) {
  long size;
  int status = task_await(download, &size);
  // expect@-1: unchecked-await "`size` is used before anybody looks at the status of `task_await`"
  // note@-2: "use the result only when the status is 0"
  if (page->cached) {  // note: "this is true"
    page->size = size; // note: "`size` is used here"
    return 0;
  }
  if (status == 0)
    page->size = size;
  return status;
}
