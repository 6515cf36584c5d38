// Annotations: on declarations, parameters, fields, typedefs; on redeclarations only.
#include "annotations.h"
#include <unistd.h>

ASYNC_LINT("not reentrant") int later(int n);
ASYNC_LINT("blocks; instead load_async") int load(const char *path);
ASYNC_LINT("pure") int load(const char *path) {
  return path ? later(1) : 0;
}
task *begin(task *parent, int n);
int run(struct driver *d, task *t, callback done) {
  int rc = d->plain(1);
  done(t, d);
  write(1, "x", 1);
  return rc + d->read(d, begin(t, 2)) + helper(2);
}
__attribute__((annotate("other tool"))) void unrelated(void);
