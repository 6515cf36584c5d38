// silent
// Where the program ends, no task has to be awaited.
#include <assert.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <taskrt/task.h>

static int migrate_table(void *arg, cancel_token token, void *result) {
  return task_delay(80, token);
}

_Noreturn static void die(const char *what) {
  fprintf(stderr, "migrate: %s\n", what);
  exit(EXIT_FAILURE);
}

int migrate_exit_ok(void *table, int version) {
  task *migration = task_run(migrate_table, table, 0, CANCEL_NONE);
  if (version < 3)
    exit(2);
  return task_await(migration, NULL);
}

int migrate_abort_ok(void *table, int version) {
  task *migration = task_run(migrate_table, table, 0, CANCEL_NONE);
  if (version < 3)
    abort();
  return task_await(migration, NULL);
}

int migrate_die_ok(void *table, int version) {
  task *migration = task_run(migrate_table, table, 0, CANCEL_NONE);
  if (version < 3)
    die("version too old");
  return task_await(migration, NULL);
}

int migrate_errx_ok(void *table, int version) {
  task *migration = task_run(migrate_table, table, 0, CANCEL_NONE);
  if (version < 3)
    errx(1, "version %d is too old", version);
  return task_await(migration, NULL);
}

int migrate_unreachable_ok(void *table, int version) {
  task *migration = task_run(migrate_table, table, 0, CANCEL_NONE);
  switch (version) {
  case 3:
  case 4:
    return task_await(migration, NULL);
  default:
    __builtin_unreachable();
  }
}

int migrate_asserted_ok(void *table, int version) {
  task *migration = task_run(migrate_table, table, 0, CANCEL_NONE);
  assert(version >= 3);
  return task_await(migration, NULL);
}

int migrate_forever_ok(void *table, int version) {
  task *migration = task_run(migrate_table, table, 0, CANCEL_NONE);
  if (version < 3) {
    for (;;) {
    }
  }
  return task_await(migration, NULL);
}
