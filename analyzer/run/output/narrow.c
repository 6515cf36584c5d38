// SPDX-License-Identifier: MIT
// Reporting less than everything: what is not in a baseline, what touches changed lines.
#include "analyzer/run/output/narrow.h"
#include "analyzer/base/encode.h"
#include "analyzer/base/path.h"
#include "analyzer/rule.h"
#include "analyzer/run/run.h"

#include <errno.h>
#include <string.h>

enum { SHOWN = 10 }; // entries that have left; all of them with --verbose

bool narrow_open(struct narrow *narrow, const struct options *options) {
  struct text error = {0};
  narrow->options = options;
  bool good = true;
  if (options->baseline)
    good = baseline_read(&narrow->baseline, options->baseline, &error);
  if (good && options->since)
    good = changes_since(&narrow->changes, options->since, &error);
  if (!good)
    say_error("%s", text_get(&error));
  text_free(&error);
  return good;
}

/// True when the run would have met the entry if it still were there.
static bool was_looked_for(const struct baseline_entry *entry, const struct findings *findings,
                           const char *directory) {
  for (uint32_t i = 0; i < findings->unchecked_count; i++)
    if (!strcmp(path_below(directory, findings->unchecked[i].file), entry->file))
      return false;
  for (unsigned i = 0; i < rule_count && findings->ran; i++)
    if (!strcmp(rules[i]->name, entry->rule))
      return findings->ran[i];
  return true;
}

static void say_left(const struct narrow *narrow, const struct findings *findings,
                     const char *directory) {
  uint32_t shown = 0, more = 0, limit = narrow->options->verbose ? UINT32_MAX : SHOWN;
  for (uint32_t i = 0; i < narrow->baseline.count; i++) {
    const struct baseline_entry *entry = &narrow->baseline.entries[i];
    if (!entry->left || !was_looked_for(entry, findings, directory))
      continue;
    if (shown++ >= limit) {
      more++;
      continue;
    }
    fputs("left the baseline: ", stderr);
    encode_safe(stderr, entry->file);
    fputs(": ", stderr);
    encode_safe(stderr, entry->message);
    fputs(" [", stderr);
    encode_safe(stderr, entry->rule);
    fputs("]\n", stderr);
  }
  if (more)
    fprintf(stderr, "left the baseline: %u more\n", more);
  if (shown)
    fprintf(stderr, "`--write-baseline %s` drops what has left\n", narrow->options->baseline);
}

/// Writes the baseline. What is in it is accepted, also in this run.
static bool write_baseline(struct narrow *narrow, const struct findings *findings,
                           const char *directory) {
  const char *path = narrow->options->write_baseline;
  baseline_free(&narrow->baseline);
  baseline_take(&narrow->baseline, findings, directory);
  bool good = baseline_write(&narrow->baseline, path);
  if (!good)
    say_error("the baseline `%s` cannot be written: %s", path, strerror(errno));
  return good;
}

bool narrow_apply(struct narrow *narrow, struct findings *findings, const char *directory,
                  struct report_summary *summary) {
  const struct options *options = narrow->options;
  bool good = !options->write_baseline || write_baseline(narrow, findings, directory);
  summary->baseline = baseline_apply(&narrow->baseline, findings);
  if (options->since)
    summary->unchanged = changes_apply(&narrow->changes, findings);
  return good;
}

void narrow_say(const struct narrow *narrow, const struct findings *findings,
                const char *directory) {
  const struct options *options = narrow->options;
  if (options->baseline && !options->write_baseline && narrow->whole && !options->quiet)
    say_left(narrow, findings, directory);
}

void narrow_close(struct narrow *narrow) {
  baseline_free(&narrow->baseline);
  changes_free(&narrow->changes);
}
