// Through a pointer in a variable, a field, or an array, when all that may be there is async.
#include <taskrt/task.h>

typedef int (*loader)(int id, cancel_token token);

static int ASYNC_LINT("async") load_row(int id, cancel_token token) {
  return task_delay(id, token);
}

static int ASYNC_LINT("async") load_page(int id, cancel_token token) {
  return task_delay(10 * id, token);
}

static int guess(int id, cancel_token token) {
  return cancel_check(token) ? -1 : id;
}

static const loader loaders[] = {load_row, load_page};
static const loader mixed[] = {load_row, guess};

struct source {
  loader load;
};

static int through_table_bad(int which) {
  return loaders[which](1, CANCEL_NONE); // expect: async-call-outside-task
}

static int through_field_bad(const struct source *source) {
  return source->load(1, CANCEL_NONE); // expect: async-call-outside-task "`load_page`"
}

static int through_local_bad(void) {
  loader load = load_row;
  return load(1, CANCEL_NONE); // expect: async-call-outside-task
}

// Which one is called cannot be told.
static int through_mixed_ok(int which) {
  return mixed[which](1, CANCEL_NONE);
}

int main(int count, char **arguments) {
  struct source source = {.load = load_page};
  return through_table_bad(count) + through_field_bad(&source) + through_local_bad() +
         through_mixed_ok(count);
}
