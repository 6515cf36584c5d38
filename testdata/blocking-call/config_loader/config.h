// The settings of the program, read from a file when they are first asked for.
#ifndef CONFIG_H
#define CONFIG_H

struct config {
  int port;
  int loaded;
};

/// Reads `path` into `config`. Returns 0 or a negative error.
int config_load(struct config *config, const char *path);

/// The settings, loaded when needed.
const struct config *config_get(void);

/// Writes them back. Called at the end of the program.
int config_save(const struct config *config, const char *path);

#endif
