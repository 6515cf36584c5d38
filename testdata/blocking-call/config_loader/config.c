// Reading and writing the file; what blocks is three files away from the task.
#include "config.h"
#include <stdio.h>

int config_load(struct config *config, const char *path) {
  FILE *file = fopen(path, "r"); // expect: blocking-call "`fopen`"
  if (!file)
    return -1;
  if (fscanf(file, "port %d", &config->port) != 1) // expect: blocking-call "`fscanf`"
    config->port = 8080;
  config->loaded = 1;
  return fclose(file); // expect: blocking-call "`fclose`"
}

// Only main gets here.
int config_save(const struct config *config, const char *path) {
  FILE *file = fopen(path, "w");
  if (!file)
    return -1;
  fprintf(file, "port %d\n", config->port);
  return fclose(file);
}
