// What a plugin has to provide.
#ifndef PLUGIN_H
#define PLUGIN_H

#include <ftw.h>
#include <sys/stat.h>
#include <taskrt/task.h>

typedef int plugin_step(void *state);

struct plugin {
  const char *name;
  plugin_step *open;
  plugin_step *close;
};

/// A step of the shipped plugin; fits `struct plugin`.
int default_open(void *state);

/// The other step.
int default_close(void *state);

/// Runs `step` with `state` and waits a moment.
int plugin_run(plugin_step *step, void *state);

/// Visits a tree; given to nftw().
int count_file(const char *path, const struct stat *status, int kind, struct FTW *position);

extern const struct plugin default_plugin;

#endif
