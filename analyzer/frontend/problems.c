// SPDX-License-Identifier: MIT
// Diagnostics of the compiler: what was lost to errors, and which functions that touches.
#include "analyzer/frontend/unit.h"

#include <string.h>

enum { MAX_PROBLEMS = 50 };

static void note_error(struct unit *unit, CXDiagnostic diagnostic) {
  struct ir_location place = point_location(unit, clang_getDiagnosticLocation(diagnostic));
  if (!place.file)
    return; // about the command line
  GROW(unit->error_places, unit->error_count, unit->error_capacity);
  GROW(unit->error_messages, unit->error_count, unit->error_message_capacity);
  unit->error_places[unit->error_count] = place;
  unit->error_messages[unit->error_count++] =
      take_string(unit, clang_getDiagnosticSpelling(diagnostic));
}

static void list_problems(struct unit *unit) {
  bool all = unit->error_count <= MAX_PROBLEMS;
  uint32_t count = all ? unit->error_count : MAX_PROBLEMS;
  struct ir_unit *ir = unit->ir;
  ir->problems = ARENA_ARRAY(unit->arena, struct ir_problem, count + 1);
  for (uint32_t i = 0; i < count; i++)
    ir->problems[ir->problem_count++] =
        (struct ir_problem){.loc = unit->error_places[i], .message = unit->error_messages[i]};
  if (all)
    return;
  char *more = arena_printf(unit->arena, "and %u more errors", unit->error_count - count);
  ir->problems[ir->problem_count++] =
      (struct ir_problem){.message = intern(&unit->pool->names, more)};
}

void collect_problems(struct unit *unit) {
  unsigned count = clang_getNumDiagnostics(unit->tu);
  for (unsigned i = 0; i < count; i++) {
    CXDiagnostic diagnostic = clang_getDiagnostic(unit->tu, i);
    if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error)
      note_error(unit, diagnostic);
    clang_disposeDiagnostic(diagnostic);
  }
  list_problems(unit);
}

const char *problem_within(const struct unit *unit, const struct ir_location *extent) {
  for (uint32_t i = 0; i < unit->error_count; i++) {
    const struct ir_location *place = &unit->error_places[i];
    if (place->file == extent->file && place->offset >= extent->offset &&
        place->offset <= extent->offset + extent->length)
      return unit->error_messages[i];
  }
  return NULL;
}
