// The copying program with a window of runtime/examples/copy as somebody writes it whose window had
// a thread of its own: the thread of the loop reads files, sleeps and waits for copies, so that no
// key is answered meanwhile; and one wait is for something that only this thread could do.
// at run time: blocking-call blocking-wait deadlocking-wait dropped-task freed-in-flight
// at run time: leaked-cancel-source outlived-buffer reused-task wrong-thread-call
#include <stdatomic.h>
#include <stdio.h>
#include <taskrt.h>
#include <unistd.h>

enum { MOST_BLOCKS = 20 };

struct window {
  task_context *loop;
  int painted, shown;
  atomic_int copied; // blocks
};

static struct window window;

// --- copies ------------------------------------------------------------------------------------

// Belongs to the window, and so to the loop.
static void show_copied_bad(int blocks) {
  task_context_assert(window.loop); // expect: wrong-thread-call
  window.shown = blocks;
}

static int copy(void *arg, cancel_token token, void *result) {
  (void)result;
  const int *blocks = arg;
  int status = 0;
  for (int i = 0; i < MOST_BLOCKS && i < *blocks && status == 0; i++) {
    status = task_delay(1, token);
    show_copied_bad(atomic_fetch_add(&window.copied, 1) + 1);
  }
  return status;
}

static void copied(int status, void *arg) {
  (void)arg;
  fprintf(stderr, "window: %s\n", task_strerror(status));
}

// --- on the loop --------------------------------------------------------------------------------

static int paint(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  window.painted++;
  return cancel_check(token);
}

// Enter: copies, and shows when it is done. The loop stands still until then.
static int on_enter_bad(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int blocks = 3;
  int status = task_wait(task_run(copy, &blocks, 0, token)); // expect: blocking-wait
  task *painting = task_run_on(window.loop, paint, NULL, 0, token);
  int painted = task_wait(painting); // expect: deadlocking-wait
  return status != 0 ? status : painted;
}

// Space: copies in the background.
static int on_space_bad(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int blocks = MOST_BLOCKS;
  task *copying = task_run(copy, &blocks, 0, token); // expect: outlived-buffer
  task_detach(copying, copied, NULL);
  return 0;
}

// c: the copy is told to stop, and its source is gone before it has.
static int on_cancel_bad(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  cancel_source *stop = cancel_source_create();
  if (!stop)
    return TASK_ENOMEM;
  task *copying = task_run_on(window.loop, copy, arg, 0, cancel_source_token(stop));
  cancel_request(stop);
  cancel_source_destroy(stop); // expect: freed-in-flight
  int status = task_await(copying, NULL);
  return status == TASK_ECANCELED ? 0 : status;
}

// h: the text of the help is in a file.
static int on_help_bad(void *arg, cancel_token token, void *result) {
  (void)result;
  char line[80] = "";
  FILE *file = fopen(arg, "r"); // expect: blocking-call
  if (!file)
    return paint(NULL, token, NULL);
  size_t length = fread(line, 1, sizeof line - 1, file); // expect: blocking-call
  fclose(file);                                          // expect: blocking-call
  usleep(100);                                           // expect: blocking-call
  return length > 0 ? cancel_check(token) : -1;
}

static void beat_bad(cancel_token token) {
  task *beat = task_run_on(window.loop, paint, NULL, 0, token); // expect: dropped-task
  task_set_name(beat, "beat");
}

static int keys_bad(void *arg, cancel_token token, void *result) {
  (void)result;
  static int blocks = 5;
  static char help[] = "/etc/hostname";
  beat_bad(token);
  task *keys[] = {task_run_on(window.loop, on_enter_bad, arg, 0, token),
                  task_run_on(window.loop, on_space_bad, arg, 0, token),
                  task_run_on(window.loop, on_cancel_bad, &blocks, 0, token)};
  task *helping = task_run_on(window.loop, on_help_bad, help, 0, token);
  int status = task_await(task_when_all(keys, 3), NULL);
  int helped = task_await(helping, NULL);
  if (status == TASK_EDEADLK)
    helped = task_await(helping, NULL); // expect: reused-task
  return status != 0 ? status : helped;
}

static int run_bad(void) {
  cancel_source *quit = cancel_source_create(); // expect: leaked-cancel-source
  window.loop = task_loop_create();
  if (!quit || !window.loop)
    return TASK_ENOMEM;
  task *keys = task_run_on(window.loop, keys_bad, NULL, 0, cancel_source_token(quit));
  return task_loop_run_until(window.loop, keys, NULL);
}

int main(void) {
  struct task_runtime_options options = {.workers = 2};
  int status = task_runtime_start(&options);
  if (status == 0)
    status = run_bad();
  task_runtime_stop();
  task_context_destroy(window.loop);
  printf("painted %d times, copied %d blocks: %s\n", window.painted, atomic_load(&window.copied),
         task_strerror(status));
  return 0;
}
