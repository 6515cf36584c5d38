// The wait is behind a pointer whose targets the program shows.
#include <stddef.h>
#include <taskrt/task.h>

static int compile_file(void *arg, cancel_token token, void *result) {
  return task_delay(12, token);
}

static int join_bad(task *running) {
  return task_wait(running); // expect: blocking-wait "`task_wait`"
}

static int join_ok(task *running) {
  return task_await(running, NULL);
}

// A variable that holds one of two.
static int build(void *arg, cancel_token token, void *result) {
  int (*join)(task *running) = arg ? join_ok : join_bad;
  return join(task_run(compile_file, arg, 0, token));
}

// The API itself through a pointer.
static int link_bad(void *arg, cancel_token token, void *result) {
  int (*finish)(task *t) = task_wait;
  task *linking = task_run(compile_file, arg, 0, token);
  return finish(linking); // expect: blocking-wait
}

// A field set at run time.
struct compiler {
  int (*end)(task *running, void *result);
  int (*idle)(task *running, void *result);
};

static int end_bad(task *running, void *result) {
  return task_result(running, result); // expect: blocking-wait "`task_result`"
}

static int idle_ok(task *running, void *result) {
  return task_result(running, result);
}

static int assemble(void *arg, cancel_token token, void *result) {
  struct compiler *compiler = arg;
  return compiler->end(task_run(compile_file, NULL, 0, token), NULL);
}

// Handed to a function that calls it.
static int with_task(task *running, int (*use)(task *running)) {
  return use(running);
}

static int keep_bad(task *running) {
  return task_wait(running); // expect: blocking-wait "`task_wait`"
}

static int package(void *arg, cancel_token token, void *result) {
  return with_task(task_run(compile_file, arg, 0, token), keep_bad);
}

int main(void) {
  struct compiler compiler = {0};
  compiler.end = end_bad;
  compiler.idle = idle_ok;
  int status = compiler.idle(task_run(compile_file, NULL, 0, CANCEL_NONE), NULL);
  task *all[] = {task_run(build, NULL, 0, CANCEL_NONE), task_run(link_bad, NULL, 0, CANCEL_NONE),
                 task_run(assemble, &compiler, 0, CANCEL_NONE),
                 task_run(package, NULL, 0, CANCEL_NONE)};
  return status | task_wait(task_when_all(all, 4));
}
