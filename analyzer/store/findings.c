// SPDX-License-Identifier: MIT
// The findings of the last run, with their notes and fixes, and what was not checked.
#include "analyzer/store/store_internal.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

// ---- putting ----

static bool put_note(struct store *store, int64_t finding, uint32_t position,
                     const struct finding_note *note) {
  struct store_binding row =
      store_bind(store, "INSERT INTO note (finding, position, message, kind, " LOC_COLUMNS
                        ") VALUES (?, ?, ?, ?, " LOC_VALUES ")");
  store_bind_i64(&row, finding);
  store_bind_u64(&row, position);
  store_bind_text(&row, note->message);
  store_bind_u64(&row, note->kind);
  store_bind_location(&row, &note->loc);
  return store_bind_run(&row);
}

static bool put_edit(struct store *store, int64_t finding, uint32_t fix, uint32_t position,
                     const struct fix_edit *edit) {
  struct store_binding row =
      store_bind(store, "INSERT INTO edit (finding, fix, position, file, offset, length, text, "
                        "line, col, end_line, end_col, source) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  store_bind_i64(&row, finding);
  store_bind_u64(&row, fix);
  store_bind_u64(&row, position);
  store_bind_text(&row, edit->file);
  store_bind_u64(&row, edit->offset);
  store_bind_u64(&row, edit->length);
  store_bind_text(&row, edit->text);
  store_bind_u64(&row, edit->line);
  store_bind_u64(&row, edit->column);
  store_bind_u64(&row, edit->end_line);
  store_bind_u64(&row, edit->end_column);
  store_bind_u64(&row, edit->source);
  return store_bind_run(&row);
}

static bool put_fix(struct store *store, int64_t finding, uint32_t position,
                    const struct finding_fix *fix) {
  struct store_binding row =
      store_bind(store, "INSERT INTO fix (finding, position, title, safe) VALUES (?, ?, ?, ?)");
  store_bind_i64(&row, finding);
  store_bind_u64(&row, position);
  store_bind_text(&row, fix->title);
  store_bind_u64(&row, fix->safe);
  bool good = store_bind_run(&row);
  for (uint32_t i = 0; i < fix->edit_count && good; i++)
    good = put_edit(store, finding, position, i, &fix->edits[i]);
  return good;
}

static bool put_finding(struct store *store, int64_t id, const struct finding *finding) {
  struct store_binding row = store_bind(
      store, "INSERT INTO finding (id, rule, family, level, message, function, symbol, suppressed, "
             "reason, fingerprint, " LOC_COLUMNS
             ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " LOC_VALUES ")");
  store_bind_i64(&row, id);
  store_bind_text(&row, finding->rule);
  store_bind_text(&row, finding->group);
  store_bind_u64(&row, (uint64_t)finding->level);
  store_bind_text(&row, finding->message);
  store_bind_text(&row, finding->function);
  store_bind_text(&row, finding->symbol);
  store_bind_u64(&row, finding->suppressed);
  store_bind_text(&row, finding->reason);
  store_bind_text(&row, finding->fingerprint);
  store_bind_location(&row, &finding->loc);
  bool good = store_bind_run(&row);
  for (uint32_t i = 0; i < finding->note_count && good; i++)
    good = put_note(store, id, i, &finding->notes[i]);
  for (uint32_t i = 0; i < finding->fix_count && good; i++)
    good = put_fix(store, id, i, &finding->fixes[i]);
  return good;
}

static bool put_unchecked(struct store *store, const struct unchecked *unchecked) {
  struct store_binding row =
      store_bind(store, "INSERT INTO unchecked (path, function, reason, " LOC_COLUMNS
                        ") VALUES (?, ?, ?, " LOC_VALUES ")");
  store_bind_text(&row, unchecked->file);
  store_bind_text(&row, unchecked->function);
  store_bind_text(&row, unchecked->reason);
  store_bind_location(&row, &unchecked->loc);
  return store_bind_run(&row);
}

static bool put_all(struct store *store, const struct findings *findings) {
  bool good = true;
  for (uint32_t i = 0; i < findings->count && good; i++)
    good = put_finding(store, (int64_t)i + 1, &findings->items[i]);
  for (uint32_t i = 0; i < findings->unchecked_count && good; i++)
    good = put_unchecked(store, &findings->unchecked[i]);
  return good;
}

enum { DIGEST_SIZE = 33 };

/// Of all that would be put.
static void digest_of(struct store *store, const struct findings *findings,
                      char digest[DIGEST_SIZE]) {
  struct text values = {0};
  store->instead = &values;
  put_all(store, findings);
  store->instead = NULL;
  XXH128_hash_t hash = XXH3_128bits(text_get(&values), values.length);
  snprintf(digest, DIGEST_SIZE, "%016llx%016llx", (unsigned long long)hash.high64,
           (unsigned long long)hash.low64);
  text_free(&values);
}

/// Whether they are what is stored.
static bool are_stored(struct store *store, const char *digest) {
  sqlite3_stmt *row = store_statement(store, "SELECT value FROM meta WHERE key = 'findings'");
  if (!row || store_step(store, row) <= 0)
    return false;
  const char *stored = store_text(row, 0, &store->names);
  bool same = stored && strcmp(stored, digest) == 0;
  store_reset(row);
  return same;
}

static bool replace_findings(struct store *store, const struct findings *findings,
                             const char *digest) {
  return store_exec(store, "DELETE FROM finding; DELETE FROM unchecked") &&
         put_all(store, findings) &&
         store_run_text(store, "INSERT OR REPLACE INTO meta (key, value) VALUES ('findings', ?)",
                        digest);
}

bool store_put_findings(struct store *store, const struct findings *findings) {
  char digest[DIGEST_SIZE];
  digest_of(store, findings, digest);
  if (!store_enter(store))
    return false;
  return store_leave(store, are_stored(store, digest) || replace_findings(store, findings, digest));
}

// ---- getting ----

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
  struct store_binding of = store_bind(store, "SELECT message, kind, " LOC_COLUMNS
                                              " FROM note WHERE finding = ? ORDER BY position");
  sqlite3_stmt *row = of.statement;
  store_bind_i64(&of, id);
  int more = -1;
  while (row && (more = store_step(store, row)) > 0) {
    if (finding->note_count == finding->note_capacity) {
      uint32_t larger = finding->note_capacity ? finding->note_capacity * 2 : 4;
      struct finding_note *notes = ARENA_ARRAY(&findings->arena, struct finding_note, larger);
      for (uint32_t i = 0; i < finding->note_count; i++)
        notes[i] = finding->notes[i];
      finding->notes = notes;
      finding->note_capacity = larger;
    }
    finding->notes[finding->note_count++] =
        (struct finding_note){.message = store_text(row, 0, names),
                              .kind = store_u64(row, 1) ? NOTE_ADVICE : NOTE_STEP,
                              .loc = store_location(row, 2, names)};
  }
  return more == 0;
}

/// The finding with this id, which is its place in the list, from 1.
static struct finding *with_id(struct findings *findings, uint64_t id) {
  return id && id <= findings->count ? &findings->items[id - 1] : NULL;
}

/// All fixes, in one go: few findings have any.
static bool get_fixes(struct store *store, struct findings *findings, struct interner *names) {
  sqlite3_stmt *row = store_statement(
      store, "SELECT finding, title, safe, (SELECT count(*) FROM edit WHERE edit.finding = "
             "fix.finding AND edit.fix = fix.position) FROM fix ORDER BY finding, position");
  int more = -1;
  while (row && (more = store_step(store, row)) > 0) {
    struct finding *finding = with_id(findings, store_u64(row, 0));
    uint32_t edits = store_u32(row, 3);
    struct finding_fix fix = {.title = store_text(row, 1, names),
                              .safe = store_u64(row, 2) != 0,
                              .edit_capacity = edits,
                              .edits = ARENA_ARRAY(&findings->arena, struct fix_edit, edits)};
    if (finding)
      findings_add_fix(findings, finding, &fix);
  }
  return more == 0;
}

static bool get_edits(struct store *store, struct findings *findings, struct interner *names) {
  sqlite3_stmt *row = store_statement(
      store,
      "SELECT finding, fix, file, offset, length, text, line, col, end_line, end_col, source "
      "FROM edit ORDER BY finding, fix, position");
  int more = -1;
  while (row && (more = store_step(store, row)) > 0) {
    struct finding *finding = with_id(findings, store_u64(row, 0));
    uint64_t which = store_u64(row, 1);
    struct finding_fix *fix = finding && which < finding->fix_count ? &finding->fixes[which] : NULL;
    if (fix && fix->edit_count < fix->edit_capacity)
      fix->edits[fix->edit_count++] = (struct fix_edit){.file = store_text(row, 2, names),
                                                        .offset = store_u32(row, 3),
                                                        .length = store_u32(row, 4),
                                                        .text = store_text(row, 5, names),
                                                        .line = store_u32(row, 6),
                                                        .column = store_u32(row, 7),
                                                        .end_line = store_u32(row, 8),
                                                        .end_column = store_u32(row, 9),
                                                        .source = store_u64(row, 10)};
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
  bool good = get_items(store, findings, &names) && get_fixes(store, findings, &names) &&
              get_edits(store, findings, &names) && get_unchecked(store, findings, &names);
  interner_free(&names);
  return good;
}
