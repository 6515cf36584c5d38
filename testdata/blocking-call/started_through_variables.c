// The body is not named at the call that starts it: it comes from a table, a variable, a field, a
// parameter, or out of a macro.
#include <stdlib.h>
#include <taskrt/task.h>
#include <unistd.h>

static int clean_bad(void *arg, cancel_token token, void *result) {
  return (int)sleep(1); // expect: blocking-call "`sleep`"
}

static int pack_bad(void *arg, cancel_token token, void *result) {
  return fsync(*(int *)arg); // expect: blocking-call "`fsync`"
}

static const struct job {
  const char *name;
  task_fn body;
} jobs[] = {{"clean", clean_bad}, {"pack", pack_bad}};

static task *start_job(size_t index, void *arg, cancel_token token) {
  return task_run(jobs[index].body, arg, 0, token);
}

// A local variable.
static int light_bad(void *arg, cancel_token token, void *result) {
  return usleep(5); // expect: blocking-call "`usleep`"
}

static task *start_light(void *arg, cancel_token token) {
  task_fn body = light_bad;
  return task_start(body, arg, 0, token);
}

// One of two.
static int rinse_bad(void *arg, cancel_token token, void *result) {
  return usleep(6); // expect: blocking-call "`usleep`"
}

static int spin_bad(void *arg, cancel_token token, void *result) {
  return usleep(7); // expect: blocking-call "`usleep`"
}

static task *start_wash(void *arg, cancel_token token) {
  task_fn body = arg ? rinse_bad : spin_bad;
  return task_run(body, arg, 0, token);
}

// A parameter of a helper, which is given a name.
static int heavy_bad(void *arg, cancel_token token, void *result) {
  return fdatasync(*(int *)arg); // expect: blocking-call "`fdatasync`"
}

static int run_now(task_fn body, void *arg) {
  return task_wait(task_run(body, arg, 0, CANCEL_NONE));
}

// A macro that hides the rest.
#define SPAWN(body, argument, cancel) task_run((body), (argument), 0, (cancel))

static int late_bad(void *arg, cancel_token token, void *result) {
  sync(); // expect: blocking-call "`sync`"
  return cancel_check(token);
}

// Looks like a body, but nobody starts it.
int spare_ok(void *arg, cancel_token token, void *result) {
  return (int)sleep(1);
}

int main(int argc, char **argv) {
  int fd = 1;
  task *all[] = {start_job((size_t)argc % 2, &fd, CANCEL_NONE), start_light(&fd, CANCEL_NONE),
                 start_wash(&fd, CANCEL_NONE), SPAWN(late_bad, &fd, CANCEL_NONE)};
  int status = task_wait(task_when_all(all, sizeof all / sizeof *all));
  return status + run_now(heavy_bad, &fd);
}
