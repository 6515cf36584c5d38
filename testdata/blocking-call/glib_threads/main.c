// GLib's waits block a coroutine; a thread of its own may sleep.
#include "glib/gthread.h"
#include "glib/gtimer.h"
#include <stddef.h>
#include <unistd.h>

#define coroutine_fn

static void *compress_ok(void *data) {
  g_usleep(1000);
  sleep(1);
  return data;
}

static void coroutine_fn co_settle_bad(void) {
  g_usleep(1000); // expect: blocking-call "`g_usleep`"
  g_usleep(0);
}

static void coroutine_fn co_compress_bad(void *data) {
  GThread *thread = g_thread_new("compress", compress_ok, data);
  g_thread_join(thread); // expect: blocking-call "`g_thread_join`"
}

void coroutine_fn co_run(void *data) {
  co_settle_bad();
  co_compress_bad(data);
}

int main(void) {
  g_usleep(10);
  g_thread_join(g_thread_new("compress", compress_ok, NULL));
  return 0;
}
