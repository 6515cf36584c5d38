// SPDX-License-Identifier: MIT
// GitLab Code Quality: an array of issues, as its merge requests read it.
#include "analyzer/base/encode.h"
#include "analyzer/base/map.h"
#include "analyzer/report/report.h"

#include <inttypes.h>
#include <string.h>

static void put_place(FILE *out, const struct report *report, const char *file, uint32_t line) {
  fputs(",\n   \"location\": {\"path\": ", out);
  encode_json(out, file ? path_below(report->directory, file) : "");
  fprintf(out, ", \"lines\": {\"begin\": %u}}}", line ? line : 1);
}

static void put_finding(FILE *out, const struct report *report, const struct finding *finding) {
  fputs("  {\"description\": ", out);
  encode_json(out, finding->message);
  fputs(",\n   \"check_name\": ", out);
  encode_json(out, finding->rule);
  fprintf(out, ", \"severity\": \"%s\", \"fingerprint\": \"%s\"",
          finding->level == LEVEL_ERROR ? "major" : "minor", finding->fingerprint);
  put_place(out, report, finding->loc.file, finding->loc.line);
}

/// Issues with equal fingerprints are shown once, so each needs its own.
static uint64_t unchecked_fingerprint(const struct report *report,
                                      const struct unchecked *unchecked) {
  const char *parts[] = {path_below(report->directory, unchecked->file), unchecked->function,
                         unchecked->reason};
  uint64_t hash = HASH_SEED;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    hash = hash_bytes(hash, parts[i] ? parts[i] : "", parts[i] ? strlen(parts[i]) + 1 : 1);
  return hash;
}

static void put_unchecked(FILE *out, const struct report *report,
                          const struct unchecked *unchecked) {
  fputs("  {\"description\": ", out);
  report_unchecked_json(out, unchecked);
  fprintf(out,
          ",\n   \"check_name\": \"unchecked\", \"severity\": \"major\", \"fingerprint\": "
          "\"%016" PRIx64 "\"",
          unchecked_fingerprint(report, unchecked));
  put_place(out, report, unchecked->file, unchecked->loc.line);
}

void report_gitlab(FILE *out, const struct report *report) {
  const struct findings *findings = report->findings;
  const char *between = "[\n";
  for (uint32_t i = 0; i < findings->count; i++) {
    if (findings->items[i].suppressed)
      continue;
    fputs(between, out);
    put_finding(out, report, &findings->items[i]);
    between = ",\n";
  }
  for (uint32_t i = 0; i < findings->unchecked_count; i++) {
    fputs(between, out);
    put_unchecked(out, report, &findings->unchecked[i]);
    between = ",\n";
  }
  fputs(*between == '[' ? "[]\n" : "\n]\n", out);
}
