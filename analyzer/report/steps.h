// SPDX-License-Identifier: MIT
// The path of a finding: its notes in the order in which the program comes by.
#ifndef ASYNC_LINT_STEPS_H
#define ASYNC_LINT_STEPS_H

#include "analyzer/findings/finding.h"

struct report_step {
  const char *message;
  const struct ir_location *loc;
};

/// Steps of the finding, itself among them, into `steps`, which has room for its notes and one
/// more; returns their number. Advice is no step. One step alone is no path.
uint32_t report_steps(const struct finding *finding, struct report_step *steps);

#endif
