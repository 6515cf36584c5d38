// Loads once.
#include "config.h"

static struct config cached;

const struct config *config_get(void) {
  if (!cached.loaded)
    config_load(&cached, "server.conf"); // note: "`config_get` calls `config_load` here"
  return &cached;
}
