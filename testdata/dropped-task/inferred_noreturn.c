// Whether a function returns is known from its declaration, not from its body.
#include <stdio.h>
#include <stdlib.h>
#include <taskrt/task.h>

static int migrate_table(void *arg, cancel_token token, void *result) {
  return task_delay(80, token);
}

static void give_up(const char *what) {
  fprintf(stderr, "migrate: %s\n", what);
  abort();
}

__attribute__((noreturn)) static void die(const char *what) {
  give_up(what);
  abort();
}

int migrate_ok(void *table, int version) {
  task *migration = task_run(migrate_table, table, 0, CANCEL_NONE);
  if (version < 3)
    die("version too old");
  return task_await(migration, NULL);
}

// `give_up` never returns, but nothing says so where it is called.
int fp_migrate(void *table, int version) {
  task *migration = task_run(migrate_table, table, 0, CANCEL_NONE); // expect: dropped-task
  if (version < 3) {
    give_up("version too old");
    return -1;
  }
  return task_await(migration, NULL);
}
