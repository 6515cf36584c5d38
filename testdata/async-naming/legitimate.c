// silent
// Names that say what they give, each in its way.
#include <taskrt/combine.h>
#include <taskrt/source.h>
#include <taskrt/stream.h>
#include <taskrt/task.h>

static int copy(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

task *copy_async(void *file, cancel_token token) {
  return task_run(copy, file, 0, token);
}

task *copy_async_at(void *file, long offset, cancel_token token) {
  return task_run(copy, file, 0, token);
}

task *start_copy(void *file, cancel_token token) {
  return task_run(copy, file, 0, token);
}

task *job_run(void *file) {
  return task_run(copy, file, 0, CANCEL_NONE);
}

task *spawn_copies(void *file) {
  return task_run(copy, file, 0, CANCEL_NONE);
}

task *session_task(void *file) {
  return task_run(copy, file, 0, CANCEL_NONE);
}

task *when_copied(task *a, task *b) {
  return task_when_all((task *[]){a, b}, 2);
}

task *copyAsync(void *file) {
  return task_run(copy, file, 0, CANCEL_NONE);
}

task *BeginCopy(void *file) {
  return task_run(copy, file, 0, CANCEL_NONE);
}

// Gives what it kept: nothing is started here.
struct session {
  task *closing;
};

task *session_leave(struct session *session) {
  task *closing = session->closing;
  session->closing = NULL;
  return closing;
}

// Waits, and says nothing else.
int copy_ok(void *file, cancel_token token) {
  return task_await(copy_async(file, token), NULL);
}

// Other things that are created.
task_source *outcome_ok(void) {
  return task_source_create(0);
}

cancel_source *stopper_ok(void) {
  return cancel_source_create();
}

static int produce(void *arg, cancel_token token) {
  return 0;
}

task_stream *lines_ok(void) {
  return task_stream_create(produce, NULL, 1, CANCEL_NONE);
}
