// SPDX-License-Identifier: MIT
// `--fix`, `--diff`, `--export-fixes`: what is done with the fixes of the findings that are
// reported.
#ifndef ASYNC_LINT_FIXES_H
#define ASYNC_LINT_FIXES_H

#include "analyzer/findings/finding.h"
#include "analyzer/options/options.h"

/// The fixing of one run, over several rounds of checking. Zero-initialise.
struct fixing {
  uint32_t rounds; // in which files were changed
  uint32_t fixed;  // findings
  bool again;      // files were changed: check once more before anything is reported
  bool failed;     // said on stderr
};

/// Changes files, prints the diff, writes the export: whatever the options ask for. `findings` are
/// those that are to be reported, with paths below `directory` shown relative to it.
void fixing_apply(struct fixing *fixing, const struct options *options,
                  const struct findings *findings, const char *directory);

/// Says how many findings were fixed.
void fixing_say(const struct fixing *fixing, const struct options *options);

#endif
