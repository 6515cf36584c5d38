// Other operations whose contract says that the status has to be looked at.
#include <taskrt/task.h>

int flush_now(int fd) ASYNC_LINT("suspends; status; check result");
int flush_hint(int fd) ASYNC_LINT("suspends; status");
int flush_count(int fd) ASYNC_LINT("status; check result");

int flush_bad(int fd) {
  int status = flush_now(fd); // expect: unchecked-await "`flush_now`"
  return 0;
}

int flush_ok(int fd) {
  return flush_now(fd);
}

// Nobody has to look.
void hint_ok(int fd) {
  flush_hint(fd);
}

// No await.
void count_ok(int fd) {
  flush_count(fd);
}
