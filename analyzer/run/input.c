// SPDX-License-Identifier: MIT
// A file whose text comes on standard input, as editors without a language client give it.
#include "analyzer/run/input.h"
#include "analyzer/run/files.h"
#include "analyzer/run/run.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

enum { LIMIT_MIB = 64 };

/// The absolute path of a file that need not exist, in a folder that does. NULL: errno says why.
static char *resolve(const char *name) {
  char *path = realpath(name, NULL);
  if (path || errno != ENOENT)
    return path;
  const char *slash = strrchr(name, '/');
  char *folder = slash ? strndup(name, (size_t)(slash - name) + 1) : xstrdup(".");
  char *real = realpath(folder, NULL);
  free(folder);
  if (!real)
    return NULL;
  struct text whole = {0};
  text_printf(&whole, "%s/%s", strcmp(real, "/") ? real : "", slash ? slash + 1 : name);
  free(real);
  return whole.data;
}

static bool read_all(struct text *text) {
  char bytes[65536];
  for (;;) {
    ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      say_error("standard input cannot be read: %s", strerror(errno));
    if (got <= 0)
      return got == 0;
    text_append(text, bytes, (size_t)got);
    if (text->length > (size_t)LIMIT_MIB << 20) {
      say_error("the text on standard input is larger than %d MiB", LIMIT_MIB);
      return false;
    }
  }
}

bool input_read(struct input *input, const struct options *options) {
  if (!options->from_stdin)
    return true;
  const char *name = options->stdin_filename ? options->stdin_filename : options->operands.items[0];
  input->path = resolve(name);
  if (!input->path) {
    say_error("`%s` has no place: %s", name, strerror(errno));
    return false;
  }
  if (!read_all(&input->text))
    return false;
  XXH128_hash_t value = XXH3_128bits(text_get(&input->text), input->text.length);
  input->hash[0] = value.low64;
  input->hash[1] = value.high64;
  uint64_t saved[2];
  input->unsaved = !files_hash(input->path, saved, NULL) || saved[0] != input->hash[0] ||
                   saved[1] != input->hash[1];
  return true;
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

bool input_is(const struct input *input, const char *path) {
  if (!input->path || strcmp(base_name(path), base_name(input->path)) != 0)
    return false;
  if (!strcmp(path, input->path))
    return true;
  char *real = realpath(path, NULL); // `../include/a.h`
  bool same = real && !strcmp(real, input->path);
  free(real);
  return same;
}

bool input_hash(const char *path, uint64_t hash[2], void *data) {
  const struct input *input = data;
  if (!input_is(input, path))
    return files_hash(path, hash, NULL);
  memcpy(hash, input->hash, sizeof input->hash);
  return true;
}

void input_narrow(const struct input *input, struct findings *findings,
                  struct report_summary *summary) {
  uint32_t kept = 0;
  if (!input->path)
    return;
  for (uint32_t i = 0; i < findings->count; i++)
    if (findings->items[i].loc.file && input_is(input, findings->items[i].loc.file))
      findings->items[kept++] = findings->items[i];
  findings->count = kept;
  kept = 0;
  for (uint32_t i = 0; i < findings->unchecked_count; i++)
    if (findings->unchecked[i].file && input_is(input, findings->unchecked[i].file))
      findings->unchecked[kept++] = findings->unchecked[i];
  findings->unchecked_count = kept;
  summary->unchecked_units = kept > 0;
}

void input_free(struct input *input) {
  free(input->path);
  text_free(&input->text);
  *input = (struct input){0};
}
