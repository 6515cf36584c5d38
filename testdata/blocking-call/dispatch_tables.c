// Tables in the forms that C programs have: designated indices, nested structs, typedefs of
// function types, pointers to tables, tables in static locals, compound literals.
#include <stddef.h>
#include <string.h>
#include <taskrt/task.h>
#include <unistd.h>

enum command { STOP, PAUSE, FLUSH, COMMANDS };

typedef int command_fn(int argument);

static int run_stop_ok(int argument) {
  return -argument;
}

static int run_pause_bad(int argument) {
  return (int)sleep((unsigned)argument); // expect: blocking-call "`sleep`"
}

static int run_flush_bad(int argument) {
  return fsync(argument); // expect: blocking-call "`fsync`"
}

static command_fn *const commands[COMMANDS] = {
    [PAUSE] = run_pause_bad,
    [STOP] = run_stop_ok,
    [FLUSH] = run_flush_bad,
};

static int obey(void *arg, cancel_token token, void *result) {
  const int *words = arg;
  return words[0] < COMMANDS ? commands[words[0]](words[1]) : cancel_check(token);
}

// A table in a table.
struct power_ops {
  int (*suspend)(void);
  int (*resume)(void);
};

struct driver {
  const char *name;
  struct power_ops power;
  const struct power_ops *fallback;
};

static int nap_bad(void) {
  return usleep(10); // expect: blocking-call "`usleep`"
}

static int wake_ok(void) {
  return 0;
}

static int sleep_long_bad(void) {
  return usleep(1000); // expect: blocking-call "`usleep`"
}

static const struct power_ops slow_power = {.suspend = sleep_long_bad, .resume = wake_ok};
static const struct driver driver = {"disk", {.suspend = nap_bad, .resume = wake_ok}, &slow_power};

static int power_down(void *arg, cancel_token token, void *result) {
  const struct driver *it = &driver;
  int status = it->power.suspend();
  if (status != 0)
    status = it->fallback->suspend();
  return status + it->power.resume();
}

// Found by name, in a table inside the function.
static int list_ok(void) {
  return 1;
}

static int sync_bad(void) {
  sync(); // expect: blocking-call "`sync`"
  return 0;
}

static int call_by_name(void *arg, cancel_token token, void *result) {
  static const struct {
    const char *name;
    int (*run)(void);
  } table[] = {{"list", list_ok}, {"sync", sync_bad}, {NULL, NULL}};
  for (size_t i = 0; table[i].name; i++)
    if (strcmp(table[i].name, arg) == 0)
      return table[i].run();
  return TASK_EINVAL;
}

// An object of its own, made on the spot.
struct step {
  void (*go)(void);
};

static void drop_page_bad(void) {
  ftruncate(3, 0); // expect: blocking-call "`ftruncate`"
}

static void go(const struct step *step) {
  step->go();
}

static int once(void *arg, cancel_token token, void *result) {
  go(&(struct step){.go = drop_page_bad});
  return cancel_check(token);
}

int main(void) {
  int words[] = {FLUSH, 1};
  task *all[] = {task_run(obey, words, 0, CANCEL_NONE), task_run(power_down, NULL, 0, CANCEL_NONE),
                 task_run(call_by_name, "sync", 0, CANCEL_NONE),
                 task_run(once, NULL, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
