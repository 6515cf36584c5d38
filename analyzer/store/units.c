// SPDX-License-Identifier: MIT
// Putting units in and forgetting them.
#include "analyzer/store/store_internal.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/// A unit as the store has it.
struct unit_row {
  int64_t id; // 0: it has none
  struct store_ids shared[STORE_KINDS];
  uint64_t remarks;
  const char *failure; // interned
};

static void free_row(struct unit_row *unit) {
  for (int kind = 0; kind < STORE_KINDS; kind++)
    store_free_ids(&unit->shared[kind]);
}

static bool read_row(struct store *store, sqlite3_stmt *row, struct unit_row *unit) {
  unit->id = sqlite3_column_int64(row, 0);
  unit->failure = store_text(row, 1, &store->names);
  unit->remarks = store_u64(row, 2);
  for (int kind = 0; kind < STORE_KINDS; kind++)
    if (!store_read_ids(row, 3 + kind, &unit->shared[kind]))
      return store_damaged(store);
  return true;
}

static bool find_row(struct store *store, struct store_binding *find, struct unit_row *unit) {
  int more = find->statement ? store_step(store, find->statement) : -1;
  bool good = more == 0 || (more > 0 && read_row(store, find->statement, unit));
  if (more > 0)
    store_reset(find->statement);
  return good;
}

int64_t store_find_unit(struct store *store, const char *path, uint64_t arguments) {
  struct store_binding find =
      store_bind(store, "SELECT id FROM unit WHERE path = ? AND arguments = ?");
  store_bind_text(&find, path);
  store_bind_u64(&find, arguments);
  int more = find.statement ? store_step(store, find.statement) : -1;
  if (more <= 0)
    return more;
  int64_t id = sqlite3_column_int64(find.statement, 0);
  store_reset(find.statement);
  return id;
}

// ---- forgetting ----

/// The findings of the last run no longer follow from the units.
static bool forget_key(struct store *store) {
  struct store_binding none = store_bind(
      store, "UPDATE run SET key = NULL WHERE id = (SELECT max(id) FROM run) AND key IS NOT NULL");
  return store_bind_run(&none);
}

/// Removes the row of the unit, and with it those that are its own.
static bool remove_row(struct store *store, int64_t id) {
  return store_run_i64(store, "DELETE FROM unit WHERE id = ?", id);
}

static bool write_uses(struct store *store, struct store_uses uses[STORE_KINDS], bool good) {
  for (int kind = 0; kind < STORE_KINDS; kind++)
    good = store_write_uses(store, (enum store_kind)kind, &uses[kind], good);
  return good;
}

/// Removes the unit and notes what it no longer has.
static bool remove_unit(struct store *store, int64_t id, struct store_uses uses[STORE_KINDS]) {
  struct unit_row before = {0};
  struct store_binding find = store_bind(
      store, "SELECT id, failure, remarks, files, functions, declarations FROM unit WHERE id = ?");
  store_bind_i64(&find, id);
  bool good = find_row(store, &find, &before) && remove_row(store, id);
  for (int kind = 0; kind < STORE_KINDS && good; kind++)
    store_note_uses(&uses[kind], &before.shared[kind], -1);
  free_row(&before);
  return good;
}

bool store_name_units(struct store *store, const char *const *paths, const uint64_t *arguments,
                      size_t count) {
  bool good = store_exec(store, "DELETE FROM temp.wanted");
  for (size_t i = 0; i < count && good; i++) {
    struct store_binding row = store_bind(
        store, "INSERT INTO temp.wanted (path, arguments) VALUES (?, ?) ON CONFLICT DO NOTHING");
    store_bind_text(&row, paths[i]);
    store_bind_u64(&row, arguments[i]);
    good = store_bind_run(&row);
  }
  return good;
}

/// The ids of units that are not in `wanted`.
static bool unwanted_units(struct store *store, struct store_ids *ids) {
  sqlite3_stmt *row =
      store_statement(store, "SELECT id FROM unit WHERE NOT EXISTS (SELECT 1 FROM temp.wanted "
                             "WHERE wanted.path = unit.path AND wanted.arguments = "
                             "unit.arguments)");
  int more = -1;
  ids->count = 0;
  while (row && (more = store_step(store, row)) > 0)
    store_add_id(ids, sqlite3_column_int64(row, 0));
  return more == 0;
}

/// The arguments under which a file is wanted and not there yet; false when it is not.
static bool wanted_arguments(struct store *store, int64_t unit, uint64_t *arguments) {
  struct store_binding find = store_bind(
      store,
      "SELECT wanted.arguments FROM temp.wanted JOIN unit AS old USING (path) WHERE old.id = "
      "? AND NOT EXISTS (SELECT 1 FROM unit WHERE unit.path = wanted.path AND "
      "unit.arguments = wanted.arguments) LIMIT 1");
  store_bind_i64(&find, unit);
  if (!find.statement || store_step(store, find.statement) <= 0)
    return false;
  *arguments = store_u64(find.statement, 0);
  store_reset(find.statement);
  return true;
}

/// The unit will be parsed with other arguments: most of what it shares with others stays, and what
/// does not is found when the new unit is put in its place.
static bool leave_place(struct store *store, int64_t unit, uint64_t arguments) {
  struct store_binding row =
      store_bind(store, "UPDATE unit SET arguments = ?, failure = 'it was not parsed with the "
                        "arguments that it has now' WHERE id = ?");
  store_bind_u64(&row, arguments);
  store_bind_i64(&row, unit);
  return store_bind_run(&row);
}

/// Asked again where nobody else can write: ids are given to others when their rows are gone.
static bool remove_unwanted(struct store *store, struct store_ids *unwanted) {
  struct store_uses uses[STORE_KINDS] = {{{0}, {0}}};
  uint64_t arguments;
  bool good = unwanted_units(store, unwanted) && (!unwanted->count || forget_key(store));
  for (uint32_t i = 0; i < unwanted->count && good; i++)
    good = wanted_arguments(store, unwanted->items[i], &arguments)
               ? leave_place(store, unwanted->items[i], arguments)
               : !store->damaged && remove_unit(store, unwanted->items[i], uses);
  return write_uses(store, uses, good);
}

bool store_keep_units(struct store *store, const char *const *paths, const uint64_t *arguments,
                      size_t count) {
  struct store_ids unwanted = {0};
  bool good = store_name_units(store, paths, arguments, count) && unwanted_units(store, &unwanted);
  if (good && unwanted.count && sqlite3_get_autocommit(store->db)) {
    good = store_begin(store) && remove_unwanted(store, &unwanted) && store_commit(store);
    if (!good)
      store_rollback(store);
  } else if (good && unwanted.count) {
    good = store_enter(store) && store_leave(store, remove_unwanted(store, &unwanted));
  }
  store_free_ids(&unwanted);
  return good;
}

// ---- facts, suppressions, problems ----

static bool put_fact(struct store *store, int64_t unit, uint32_t position,
                     const struct ir_fact *fact) {
  struct store_binding row =
      store_bind(store, "INSERT INTO fact (unit, position, slot, function, " LOC_COLUMNS
                        ") VALUES (?, ?, ?, ?, " LOC_VALUES ")");
  store_bind_i64(&row, unit);
  store_bind_u64(&row, position);
  store_bind_text(&row, fact->slot);
  store_bind_text(&row, fact->function);
  store_bind_location(&row, &fact->loc);
  return store_bind_run(&row);
}

static bool put_suppression(struct store *store, int64_t unit, uint32_t position,
                            const struct ir_suppression *allow) {
  struct store_binding row = store_bind(
      store, "INSERT INTO suppression (unit, position, kind, file, line, col, target_line, rules, "
             "reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  store_bind_i64(&row, unit);
  store_bind_u64(&row, position);
  store_bind_u64(&row, (uint64_t)allow->kind);
  store_bind_text(&row, allow->file);
  store_bind_u64(&row, allow->line);
  store_bind_u64(&row, allow->column);
  store_bind_u64(&row, allow->target_line);
  store_bind_text(&row, allow->rules);
  store_bind_text(&row, allow->reason);
  return store_bind_run(&row);
}

static bool put_problem(struct store *store, int64_t unit, uint32_t position,
                        const struct ir_problem *problem) {
  struct store_binding row =
      store_bind(store, "INSERT INTO problem (unit, position, message, " LOC_COLUMNS
                        ") VALUES (?, ?, ?, " LOC_VALUES ")");
  store_bind_i64(&row, unit);
  store_bind_u64(&row, position);
  store_bind_text(&row, problem->message);
  store_bind_location(&row, &problem->loc);
  return store_bind_run(&row);
}

static bool put_remarks(struct store *store, int64_t unit, const struct ir_unit *of) {
  bool good = true;
  for (uint32_t i = 0; i < of->fact_count && good; i++)
    good = put_fact(store, unit, i, &of->facts[i]);
  for (uint32_t i = 0; i < of->suppression_count && good; i++)
    good = put_suppression(store, unit, i, &of->suppressions[i]);
  for (uint32_t i = 0; i < of->problem_count && good; i++)
    good = put_problem(store, unit, i, &of->problems[i]);
  return good;
}

static void digest_text(struct text *bytes, const char *text) {
  text_putc(bytes, text ? '+' : '-');
  text_append(bytes, text ? text : "", text ? strlen(text) + 1 : 0);
}

static void digest_location(struct text *bytes, const struct ir_location *loc) {
  const uint32_t numbers[] = {loc->line,       loc->column,       loc->end_line,
                              loc->end_column, loc->offset,       loc->length,
                              loc->macro_line, loc->macro_column, (uint32_t)loc->where};
  digest_text(bytes, loc->file);
  digest_text(bytes, loc->macro);
  digest_text(bytes, loc->macro_file);
  text_append(bytes, numbers, sizeof numbers);
}

static void digest_suppression(struct text *bytes, const struct ir_suppression *allow) {
  const uint32_t numbers[] = {(uint32_t)allow->kind, allow->line, allow->column,
                              allow->target_line};
  text_append(bytes, numbers, sizeof numbers);
  digest_text(bytes, allow->file);
  digest_text(bytes, allow->rules);
  digest_text(bytes, allow->reason);
}

/// Of all that put_remarks() puts; 0 when there is nothing.
static uint64_t digest_remarks(const struct ir_unit *of) {
  struct text bytes = {0};
  for (uint32_t i = 0; i < of->fact_count; i++) {
    digest_text(&bytes, of->facts[i].slot);
    digest_text(&bytes, of->facts[i].function);
    digest_location(&bytes, &of->facts[i].loc);
  }
  text_putc(&bytes, '\n');
  for (uint32_t i = 0; i < of->suppression_count; i++)
    digest_suppression(&bytes, &of->suppressions[i]);
  text_putc(&bytes, '\n');
  for (uint32_t i = 0; i < of->problem_count; i++) {
    digest_text(&bytes, of->problems[i].message);
    digest_location(&bytes, &of->problems[i].loc);
  }
  uint64_t digest = XXH3_64bits(bytes.data, bytes.length);
  bool none = !of->fact_count && !of->suppression_count && !of->problem_count;
  text_free(&bytes);
  return none ? 0 : digest | 1;
}

// ---- putting ----

static bool note_shared(struct unit_row *row, enum store_kind kind, int64_t id) {
  store_add_id(&row->shared[kind], id);
  return id > 0;
}

/// Puts what the unit shares with others and notes the ids.
static bool put_shared(struct store *store, const struct ir_unit *unit, struct unit_row *row) {
  struct text bytes = {0};
  bool good = true;
  for (uint32_t i = 0; i < unit->include_count && good; i++)
    good = note_shared(row, STORE_FILE, store_put_file(store, &unit->includes[i]));
  for (uint32_t i = 0; i < unit->function_count && good; i++) {
    bytes.length = 0;
    ir_write_function(&bytes, unit->functions[i]);
    good = note_shared(row, STORE_FUNCTION, store_put_function(store, unit->functions[i], &bytes));
  }
  for (uint32_t i = 0; i < unit->declaration_count && good; i++) {
    bytes.length = 0;
    ir_write_declaration(&bytes, &unit->declarations[i]);
    good = note_shared(row, STORE_DECLARATION,
                       store_put_declaration(store, &unit->declarations[i], &bytes));
  }
  text_free(&bytes);
  return good;
}

/// Puts the row of a unit, under a new id unless it has one.
static bool put_row(struct store *store, const struct ir_unit *unit, uint64_t arguments,
                    struct unit_row *of) {
  struct text lists[STORE_KINDS] = {{0}};
  struct store_binding row = store_bind(
      store, "INSERT INTO unit (id, path, arguments, failure, remarks, files, functions, "
             "declarations) VALUES (nullif(?, 0), ?, ?, ?, ?, ?, ?, ?)");
  store_bind_i64(&row, of->id);
  store_bind_text(&row, unit->path);
  store_bind_u64(&row, arguments);
  store_bind_text(&row, unit->failure);
  store_bind_u64(&row, of->remarks);
  for (int kind = 0; kind < STORE_KINDS; kind++) {
    store_write_ids(&lists[kind], &of->shared[kind]);
    store_bind_text(&row, lists[kind].data);
  }
  bool good = store_bind_run(&row);
  of->id = sqlite3_last_insert_rowid(store->db);
  for (int kind = 0; kind < STORE_KINDS; kind++)
    text_free(&lists[kind]);
  return good;
}

static bool same_ids(const struct store_ids *a, const struct store_ids *b) {
  return a->count == b->count &&
         (!a->count || !memcmp(a->items, b->items, a->count * sizeof *a->items));
}

/// Whether the unit is what it was: the findings still follow from it then.
static bool same_rows(const struct unit_row *before, const struct unit_row *now) {
  bool same = before->id && before->remarks == now->remarks && before->failure == now->failure;
  for (int kind = 0; kind < STORE_KINDS && same; kind++)
    same = same_ids(&before->shared[kind], &now->shared[kind]);
  return same;
}

static bool count_uses(struct store *store, const struct unit_row *before,
                       const struct unit_row *now) {
  struct store_uses uses[STORE_KINDS] = {{{0}, {0}}};
  for (int kind = 0; kind < STORE_KINDS; kind++)
    if (!same_ids(&before->shared[kind], &now->shared[kind])) {
      store_note_uses(&uses[kind], &now->shared[kind], 1);
      store_note_uses(&uses[kind], &before->shared[kind], -1);
    }
  return write_uses(store, uses, true);
}

/// What is the same in the old and the new unit is not written again.
static bool replace_row(struct store *store, const struct ir_unit *unit, uint64_t arguments,
                        const struct unit_row *before, struct unit_row *now) {
  now->id = before->id;
  now->remarks = digest_remarks(unit);
  now->failure = intern(&store->names, unit->failure);
  return put_shared(store, unit, now) &&
         (same_rows(before, now) ||
          (forget_key(store) && (!before->id || remove_row(store, before->id)) &&
           count_uses(store, before, now) && put_row(store, unit, arguments, now) &&
           put_remarks(store, now->id, unit)));
}

static bool replace_unit(struct store *store, const struct ir_unit *unit, uint64_t arguments) {
  struct unit_row before = {0}, now = {0};
  struct store_binding find =
      store_bind(store, "SELECT id, failure, remarks, files, functions, declarations FROM unit "
                        "WHERE path = ? AND arguments = ?");
  store_bind_text(&find, unit->path);
  store_bind_u64(&find, arguments);
  bool good = find_row(store, &find, &before) && replace_row(store, unit, arguments, &before, &now);
  free_row(&before);
  free_row(&now);
  return good;
}

bool store_put_unit(struct store *store, const struct ir_unit *unit, uint64_t arguments) {
  return store_enter(store) && store_leave(store, replace_unit(store, unit, arguments));
}
