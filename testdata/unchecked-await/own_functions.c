// Functions of the program that return the status of an await have to be looked at as well.
#include <taskrt.h>

struct store {
  int fd, saved;
};

static int save(struct store *store, cancel_token token) {
  // note@-1: "`save` returns the status of `task_write_all`"
  int status = task_write_all(store->fd, "x", 1, token);
  if (status != 0)
    return status;
  store->saved++;
  return 0;
}

static int save_twice(struct store *store, cancel_token token) {
  // note@-1: "`save_twice` returns the status of `task_write_all`"
  int status = save(store, token);
  return status ? status : save(store, token);
}

static int drop_bad(void *arg, cancel_token token, void *result) {
  save(arg, token); // expect: unchecked-await "the status of `save` is dropped"
  // note@-1: "test it, or cast the call to `void`"
  return task_delay(1, token);
}

static int drop_deeper_bad(void *arg, cancel_token token, void *result) {
  save_twice(arg, token); // expect: unchecked-await "the status of `save_twice` is dropped"
  return task_delay(1, token);
}

static int overwrite_bad(void *arg, cancel_token token, void *result) {
  int status = save(arg, token); // expect: unchecked-await "nobody looks at the status of `save`"
  status = save_twice(arg, token);
  return status;
}

// What was written is as good as what went wrong.
static int amount_bad(void *arg, cancel_token token, void *result) {
  struct store *store = arg;
  task_write(store->fd, "hello", 5, token);
  // expect@-1: unchecked-await "the result of `task_write` is dropped"
  return task_delay(1, token);
}

static int amount_ok(void *arg, cancel_token token, void *result) {
  struct store *store = arg;
  ssize_t written = task_write(store->fd, "hello", 5, token);
  return written == 5 ? 0 : -1;
}

static int look_ok(void *arg, cancel_token token, void *result) {
  int status = save(arg, token);
  return status ? status : save_twice(arg, token);
}

static int void_ok(void *arg, cancel_token token, void *result) {
  (void)save(arg, token);
  return task_delay(1, token);
}

// An error is being handled.
static int handling_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(1, token);
  if (status != 0)
    save(arg, CANCEL_NONE); // as far as we came
  return status;
}

// How many there are, and no status.
static int count(struct store *store, cancel_token token) {
  int status = task_delay(1, token);
  if (status != 0)
    store->saved = 0;
  return store->saved;
}

static int count_ok(void *arg, cancel_token token, void *result) {
  count(arg, token);
  return task_delay(1, token);
}

static int store_close(struct store *store, cancel_token token) {
  return task_write_all(store->fd, "end", 3, token);
}

static int close_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(1, token);
  store_close(arg, CANCEL_NONE);
  return status;
}

void all(struct store *store, cancel_token token) {
  const task_fn bodies[] = {drop_bad, drop_deeper_bad, overwrite_bad, amount_bad, amount_ok,
                            look_ok,  void_ok,         handling_ok,   count_ok,   close_ok};
  for (int i = 0; i < 10; i++)
    task_detach(task_run(bodies[i], store, 0, token), NULL, NULL);
}
