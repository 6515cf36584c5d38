// Wherever in a function the call stands: clean-up labels, loops, switches, early returns; what
// cannot run is not reported.
#include <stdlib.h>
#include <sys/file.h>
#include <taskrt/task.h>
#include <unistd.h>

static int backup_bad(void *arg, cancel_token token, void *result) {
  int fd = dup(*(int *)arg);
  int status = TASK_EINVAL;
  char *page = malloc(4096);
  if (!page)
    goto close_file;
  status = task_delay(1, token);
  if (status != 0)
    goto free_page;
  if (write(fd, page, 4096) != 4096) // expect: blocking-call "`write`"
    status = TASK_EINVAL;

free_page:
  free(page);
close_file:
  fsync(fd); // expect: blocking-call "`fsync`"
  close(fd);
  return status;
}

enum level { FAST, SAFE, SAFEST };

static int commit_bad(void *arg, cancel_token token, void *result) {
  enum level level = *(enum level *)arg;
  switch (level) {
  case FAST:
    return 0;
  case SAFE:
    fdatasync(3); // expect: blocking-call "`fdatasync`"
    break;
  case SAFEST:
    sync(); // expect: blocking-call "`sync`"
    // fall through
  default:
    flock(3, LOCK_UN);
  }
  return cancel_check(token);
}

static int drum_bad(void *arg, cancel_token token, void *result) {
  for (int beat = 0; beat < 4; usleep(100), beat++) // expect: blocking-call "`usleep`"
    if (cancel_requested(token))
      break;
  int left = 3;
  do {
    left -= 1;
  } while (left > 0 && sleep(1) == 0); // expect: blocking-call "`sleep`"
  return 0;
}

// After the return, and behind a constant.
static int dead_ok(void *arg, cancel_token token, void *result) {
  enum { TRACE = 0 };
  if (TRACE)
    sleep(1);
  while (0)
    sleep(2);
  return cancel_check(token);
  sleep(3);
}

// Sits in a branch that is rarely taken: rare is enough.
static int read_rarely_bad(void *arg, cancel_token token, void *result) {
  char *spare = NULL;
  if (cancel_requested(token))
    return TASK_ECANCELED;
  if (!(spare = realloc(spare, 64))) {
    sleep(1); // expect: blocking-call "`sleep`"
    return TASK_ENOMEM;
  }
  free(spare);
  return 0;
}

int main(void) {
  int fd = 1;
  task *all[] = {task_run(backup_bad, &fd, 0, CANCEL_NONE),
                 task_run(commit_bad, &fd, 0, CANCEL_NONE), task_run(drum_bad, &fd, 0, CANCEL_NONE),
                 task_run(dead_ok, &fd, 0, CANCEL_NONE),
                 task_run(read_rarely_bad, &fd, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
