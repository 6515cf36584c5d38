// Threads of one's own: on no context, unless they run a loop, or are said to be one.
#include <pthread.h>
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");
void mixer_feed(void) ASYNC_LINT("runs on audio");

static void *decode_bad(void *arg) {
  label_set("decoding"); // expect: wrong-thread-call "on another thread"
  return NULL;
}

// This thread is the one that the loop belongs to.
static void *window_ok(void *arg) {
  label_set("starting");
  if (task_loop_run(arg) != 0)
    return arg;
  label_set("ended");
  return NULL;
}

static int run_loop(task_context *loop) {
  return task_loop_run(loop);
}

static void *window_by_helper_ok(void *arg) {
  label_set("starting");
  return run_loop(arg) == 0 ? NULL : arg;
}

void host_main(void *arg);

// Nobody knows what the callee does; it may run the loop.
static void *hosted_ok(void *arg) {
  label_set("starting");
  host_main(arg);
  return NULL;
}

static void *ASYNC_LINT("runs on audio") play_bad(void *arg) {
  mixer_feed();
  label_set("playing");
  // expect@-1: wrong-thread-call "runs only on `ui`, and is called on `audio` here"
  return NULL;
}

int start(pthread_t threads[4]) {
  return pthread_create(&threads[0], NULL, decode_bad, NULL) ||
         pthread_create(&threads[1], NULL, window_ok, ui) ||
         pthread_create(&threads[2], NULL, window_by_helper_ok, ui) ||
         pthread_create(&threads[3], NULL, hosted_ok, ui);
}

int start_audio(pthread_t *thread) {
  return pthread_create(thread, NULL, play_bad, NULL);
}
