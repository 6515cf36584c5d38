// Contracts on slots: a field or a function type may say that what is behind it suspends.
#include <stddef.h>
#include <taskrt/task.h>

struct source {
  int (*next)(struct source *source) ASYNC_LINT("suspends");
  int (*size)(const struct source *source) ASYNC_LINT("plain");
  int (*close)(struct source *source);
};

// Nobody in this program fills the table: its words decide.
static int ASYNC_LINT("async") read_all_ok(struct source *source) {
  int sum = 0;
  for (int next = source->next(source); next >= 0; next = source->next(source))
    sum += next;
  return sum;
}

static int ASYNC_LINT("async") size_of_bad(const struct source *source) {
  // expect@-1: needless-async "`size_of_bad`"
  return source->size(source);
}

// Without words and without targets nobody can know.
static int ASYNC_LINT("async") close_ok(struct source *source) {
  return source->close(source);
}

static int run(void *arg, cancel_token token, void *result) {
  struct source *source = arg;
  return read_all_ok(source) + size_of_bad(source) + close_ok(source) + cancel_check(token);
}

int sum_source(struct source *source) {
  return task_wait(task_run(run, source, 0, CANCEL_NONE));
}
