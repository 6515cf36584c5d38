// Functions in tables, and calls through them.
#include <taskrt/task.h>

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

struct driver {
  task *(*load)(void *arg);
};

static task *load_bad(void *arg) { // expect: async-naming "`load_bad` gives a task"
  return task_run(work, arg, 0, CANCEL_NONE);
}

static task *load_async(void *arg) {
  return task_run(work, arg, 0, CANCEL_NONE);
}

static const struct driver drivers[] = {{load_bad}, {load_async}};

// What a table gives is not looked at.
task *fn_device(const struct driver *driver) {
  return driver->load(NULL);
}

// Nobody knows what it gives.
task *unknown_ok(task *(*load)(void)) {
  return load();
}

int main(void) {
  return task_wait(fn_device(&drivers[0]));
}
