// SPDX-License-Identifier: MIT
// Writes the headlines where blocking is allowed.
#include "store.h"
#include <errno.h>
#include <stdio.h>

int store_add(struct store *store, const char *line) {
  if (store->count == STORE_LINES)
    return TASK_ENOMEM;
  snprintf(store->lines[store->count++], STORE_WIDTH, "%s", line);
  return 0;
}

// Runs on the pool for blocking work.
static int write_lines(void *arg, cancel_token token, void *result) {
  const struct store *store = arg;
  (void)result;
  FILE *file = fopen(store->path, "w");
  if (!file)
    return -errno;
  for (size_t i = 0; i < store->count && !cancel_requested(token); i++)
    fprintf(file, "%s\n", store->lines[i]);
  return fclose(file) == 0 ? 0 : -errno;
}

task *store_save(struct store *store) {
  return task_offload(write_lines, store, 0, CANCEL_NONE);
}
