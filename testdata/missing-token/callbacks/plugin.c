// A function whose address is taken has the signature that its type asks for.
#include "plugin.h"

static int files;

int default_open(void *state) {
  return task_delay(3, CANCEL_NONE);
}

int default_close(void *state) {
  return task_delay(1, CANCEL_NONE);
}

const struct plugin default_plugin = {
    .name = "default", .open = default_open, .close = default_close};

int plugin_run(plugin_step *step, void *state) { // expect: missing-token "`plugin_run`"
  int status = step(state);
  return status != 0 ? status : task_delay(1, CANCEL_NONE);
}

int count_file(const char *path, const struct stat *status, int kind, struct FTW *position) {
  files++;
  return task_delay(1, CANCEL_NONE);
}

int main(void) {
  return nftw(".", count_file, 8, FTW_PHYS) + plugin_run(default_plugin.open, NULL);
}
