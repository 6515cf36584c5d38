// silent
// `async` that is needed: it suspends somewhere below, its type is fixed by a slot, nobody can
// know, or it is only declared.
#include <stdlib.h>
#include <taskrt/task.h>

// Suspends three calls further down.
static int wait_a_moment(cancel_token token) {
  return task_delay(1, token);
}

static int read_block(char *block, cancel_token token) {
  int status = wait_a_moment(token);
  block[0] = '\0';
  return status;
}

static int ASYNC_LINT("async") read_page_ok(char *page, cancel_token token) {
  int status = 0;
  for (int block = 0; block < 8 && status == 0; block++)
    status = read_block(page + block, token);
  return status;
}

// The slot wants an async function; this one happens to answer at once.
typedef int (*resolver)(const char *name, cancel_token token);

static int ASYNC_LINT("async") resolve_ok(const char *name, cancel_token token) {
  return name[0] == 'l' ? 127 : 0;
}

static resolver current_resolver = resolve_ok;

// A library that says nothing about itself.
extern int legacy_transfer(int fd);

static int ASYNC_LINT("async") transfer_ok(int fd) {
  return legacy_transfer(fd);
}

// A pointer that nobody sees set.
struct plugin {
  int (*poll)(void *state);
  void *state;
};

static int ASYNC_LINT("async") plugin_poll_ok(const struct plugin *plugin) {
  return plugin->poll(plugin->state);
}

// Defined elsewhere.
int ASYNC_LINT("async") flush_later(int fd, cancel_token token);

static int ASYNC_LINT("async") flush_ok(int fd, cancel_token token) {
  return flush_later(fd, token);
}

static int run(void *arg, cancel_token token, void *result) {
  char page[8];
  int status = read_page_ok(page, token) + current_resolver("localhost", token);
  return status + transfer_ok(1) + plugin_poll_ok(arg) + flush_ok(1, token);
}

int run_plugin(struct plugin *plugin) {
  return task_wait(task_run(run, plugin, 0, CANCEL_NONE));
}
