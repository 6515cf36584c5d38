// SPDX-License-Identifier: MIT
// What a run found out: contracts, edges of the call graph, findings.
#include "analyzer/store/store_internal.h"

#include <stdio.h>

// ---- the program ----

bool store_put_contract(struct store *store, const char *symbol, const char *words,
                        const char *origin) {
  sqlite3_stmt *insert =
      store_statement(store, "INSERT INTO contract (symbol, words, origin) VALUES (?, ?, ?)");
  if (!insert)
    return false;
  int at = store_bind_text(insert, 1, symbol);
  at = store_bind_text(insert, at, words);
  store_bind_text(insert, at, origin);
  return store_run(store, insert);
}

bool store_put_edge(struct store *store, const char *caller, const char *callee,
                    const struct ir_location *loc) {
  sqlite3_stmt *insert = store_statement(
      store, "INSERT INTO edge (caller, callee, file, line, col) VALUES (?, ?, ?, ?, ?)");
  if (!insert)
    return false;
  int at = store_bind_text(insert, 1, caller);
  at = store_bind_text(insert, at, callee);
  at = store_bind_text(insert, at, loc ? loc->file : NULL);
  at = store_bind_u64(insert, at, loc ? loc->line : 0);
  store_bind_u64(insert, at, loc ? loc->column : 0);
  return store_run(store, insert);
}

bool store_clear_program(struct store *store) {
  return store_exec(store, "DELETE FROM contract; DELETE FROM edge");
}

// ---- findings ----

static bool put_note(struct store *store, int64_t finding, uint32_t position,
                     const struct finding_note *note) {
  sqlite3_stmt *insert =
      store_statement(store, "INSERT INTO note (finding, position, message, " LOC_COLUMNS
                             ") VALUES (?, ?, ?, " LOC_VALUES ")");
  if (!insert)
    return false;
  sqlite3_bind_int64(insert, 1, finding);
  int at = store_bind_u64(insert, 2, position);
  at = store_bind_text(insert, at, note->message);
  store_bind_location(insert, at, &note->loc);
  return store_run(store, insert);
}

static bool put_finding(struct store *store, int64_t id, const struct finding *finding) {
  sqlite3_stmt *insert = store_statement(
      store, "INSERT INTO finding (id, rule, family, level, message, function, symbol, suppressed, "
             "reason, fingerprint, " LOC_COLUMNS
             ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " LOC_VALUES ")");
  if (!insert)
    return false;
  sqlite3_bind_int64(insert, 1, id);
  int at = store_bind_text(insert, 2, finding->rule);
  at = store_bind_text(insert, at, finding->group);
  at = store_bind_u64(insert, at, (uint64_t)finding->level);
  at = store_bind_text(insert, at, finding->message);
  at = store_bind_text(insert, at, finding->function);
  at = store_bind_text(insert, at, finding->symbol);
  at = store_bind_u64(insert, at, finding->suppressed);
  at = store_bind_text(insert, at, finding->reason);
  at = store_bind_text(insert, at, finding->fingerprint);
  store_bind_location(insert, at, &finding->loc);
  bool good = store_run(store, insert);
  for (uint32_t i = 0; i < finding->note_count && good; i++)
    good = put_note(store, id, i, &finding->notes[i]);
  return good;
}

static bool put_unchecked(struct store *store, const struct unchecked *unchecked) {
  sqlite3_stmt *insert =
      store_statement(store, "INSERT INTO unchecked (path, function, reason, " LOC_COLUMNS
                             ") VALUES (?, ?, ?, " LOC_VALUES ")");
  if (!insert)
    return false;
  int at = store_bind_text(insert, 1, unchecked->file);
  at = store_bind_text(insert, at, unchecked->function);
  at = store_bind_text(insert, at, unchecked->reason);
  store_bind_location(insert, at, &unchecked->loc);
  return store_run(store, insert);
}

bool store_put_findings(struct store *store, const struct findings *findings) {
  if (!store_enter(store))
    return false;
  bool good = store_exec(store, "DELETE FROM finding; DELETE FROM unchecked");
  for (uint32_t i = 0; i < findings->count && good; i++)
    good = put_finding(store, (int64_t)i + 1, &findings->items[i]);
  for (uint32_t i = 0; i < findings->unchecked_count && good; i++)
    good = put_unchecked(store, &findings->unchecked[i]);
  return store_leave(store, good);
}

static struct finding get_finding(sqlite3_stmt *row, struct interner *names) {
  struct finding finding = {.rule = store_text(row, 1, names),
                            .group = store_text(row, 2, names),
                            .level = store_u64(row, 3) ? LEVEL_ERROR : LEVEL_WARNING,
                            .message = store_text(row, 4, names),
                            .function = store_text(row, 5, names),
                            .symbol = store_text(row, 6, names),
                            .suppressed = store_u64(row, 7) != 0,
                            .reason = store_text(row, 8, names),
                            .loc = store_location(row, 10, names)};
  const char *fingerprint = store_text(row, 9, names);
  snprintf(finding.fingerprint, sizeof finding.fingerprint, "%s", fingerprint ? fingerprint : "");
  return finding;
}

static bool get_notes(struct store *store, struct findings *findings, struct interner *names,
                      int64_t id, struct finding *finding) {
  sqlite3_stmt *row = store_statement(store, "SELECT message, " LOC_COLUMNS
                                             " FROM note WHERE finding = ? ORDER BY position");
  if (!row)
    return false;
  sqlite3_bind_int64(row, 1, id);
  int more;
  while ((more = store_step(store, row)) > 0) {
    if (finding->note_count == finding->note_capacity) {
      uint32_t larger = finding->note_capacity ? finding->note_capacity * 2 : 4;
      struct finding_note *notes = ARENA_ARRAY(&findings->arena, struct finding_note, larger);
      for (uint32_t i = 0; i < finding->note_count; i++)
        notes[i] = finding->notes[i];
      finding->notes = notes;
      finding->note_capacity = larger;
    }
    finding->notes[finding->note_count++] = (struct finding_note){
        .message = store_text(row, 0, names), .loc = store_location(row, 1, names)};
  }
  return more == 0;
}

static bool get_items(struct store *store, struct findings *findings, struct interner *names) {
  sqlite3_stmt *row = store_statement(
      store, "SELECT id, rule, family, level, message, function, symbol, suppressed, reason, "
             "fingerprint, " LOC_COLUMNS " FROM finding ORDER BY id");
  int more = -1;
  while (row && (more = store_step(store, row)) > 0) {
    GROW(findings->items, findings->count, findings->capacity);
    struct finding *finding = &findings->items[findings->count++];
    *finding = get_finding(row, names);
    if (!get_notes(store, findings, names, sqlite3_column_int64(row, 0), finding)) {
      store_reset(row);
      return false;
    }
  }
  return more == 0;
}

static bool get_unchecked(struct store *store, struct findings *findings, struct interner *names) {
  sqlite3_stmt *row = store_statement(store, "SELECT path, function, reason, " LOC_COLUMNS
                                             " FROM unchecked ORDER BY id");
  int more = -1;
  while (row && (more = store_step(store, row)) > 0) {
    GROW(findings->unchecked, findings->unchecked_count, findings->unchecked_capacity);
    findings->unchecked[findings->unchecked_count++] =
        (struct unchecked){.file = store_text(row, 0, names),
                           .function = store_text(row, 1, names),
                           .reason = store_text(row, 2, names),
                           .loc = store_location(row, 3, names)};
  }
  return more == 0;
}

bool store_get_findings(struct store *store, struct findings *findings) {
  struct interner names = {.arena = &findings->arena};
  bool good = get_items(store, findings, &names) && get_unchecked(store, findings, &names);
  interner_free(&names);
  return good;
}
