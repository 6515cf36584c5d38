// SPDX-License-Identifier: MIT
// The path of a finding: its notes in the order in which the program comes by.
#include "analyzer/report/steps.h"

#include <string.h>

/// True when the text speaks of "`name`".
static bool names(const char *text, const char *name) {
  size_t length = strlen(name);
  for (const char *at = text; (at = strchr(at, '`')); at++)
    if (!strncmp(at + 1, name, length) && at[1 + length] == '`')
      return true;
  return false;
}

uint32_t report_steps(const struct finding *finding, struct report_step *steps) {
  uint32_t count = 1;
  for (uint32_t i = 0; i < finding->note_count; i++)
    if (finding->notes[i].kind == NOTE_STEP)
      steps[count++] = (struct report_step){finding->notes[i].message, &finding->notes[i].loc};
  // The last step before the finding leads to its function, and says so; when none does, the path
  // begins at the finding.
  const char *last = steps[count - 1].message;
  uint32_t own = 0;
  if (count > 1 && finding->function && names(last, finding->function)) {
    own = count - 1;
    memmove(steps, steps + 1, own * sizeof *steps);
  }
  steps[own] = (struct report_step){finding->message, &finding->loc};
  return count;
}
