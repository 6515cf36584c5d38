// SPDX-License-Identifier: MIT
// Runs: what they counted, and whether the findings in the store are still theirs.
#include "analyzer/store/store_internal.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_RUNS = 1000 };

static bool put_run(struct store *store, const struct store_run *run) {
  struct store_binding row =
      store_bind(store, "INSERT INTO run (finished, key, units, unchecked, functions, errors, "
                        "warnings, suppressed, rules) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  store_bind_i64(&row, run->finished);
  store_bind_text(&row, run->key);
  store_bind_u64(&row, run->units);
  store_bind_u64(&row, run->unchecked);
  store_bind_u64(&row, run->functions);
  store_bind_u64(&row, run->errors);
  store_bind_u64(&row, run->warnings);
  store_bind_u64(&row, run->suppressed);
  store_bind_u64(&row, run->rules);
  return store_bind_run(&row);
}

static bool count_finding(struct store *store, int64_t run, const struct finding *finding) {
  struct store_binding row =
      store_bind(store, "INSERT INTO run_rule (run, rule, family, count) VALUES (?, ?, ?, 1) "
                        "ON CONFLICT (run, rule) DO UPDATE SET count = count + 1");
  store_bind_i64(&row, run);
  store_bind_text(&row, finding->rule);
  store_bind_text(&row, finding->group);
  return store_bind_run(&row);
}

bool store_put_run(struct store *store, const struct store_run *run,
                   const struct findings *findings) {
  if (!store_enter(store))
    return false;
  bool good = put_run(store, run);
  int64_t id = sqlite3_last_insert_rowid(store->db);
  for (uint32_t i = 0; i < findings->count && good; i++)
    if (!findings->items[i].suppressed)
      good = count_finding(store, id, &findings->items[i]);
  good = good && store_run_i64(store, "DELETE FROM run WHERE id <= ?", id - KEPT_RUNS);
  return store_leave(store, good);
}

// The columns of a run from `at` on.
static struct store_run get_run(sqlite3_stmt *row, struct interner *names) {
  return (struct store_run){.finished = sqlite3_column_int64(row, 1),
                            .key = store_text(row, 2, names),
                            .units = store_u32(row, 3),
                            .unchecked = store_u32(row, 4),
                            .functions = store_u32(row, 5),
                            .errors = store_u32(row, 6),
                            .warnings = store_u32(row, 7),
                            .suppressed = store_u32(row, 8),
                            .rules = store_u32(row, 9)};
}

bool store_find_run(struct store *store, const char *key, struct store_run *run) {
  sqlite3_stmt *row = store_statement(
      store, "SELECT id, finished, key, units, unchecked, functions, errors, warnings, suppressed, "
             "rules FROM run ORDER BY id DESC LIMIT 1");
  if (!row || store_step(store, row) <= 0)
    return false;
  *run = get_run(row, &store->names);
  store_reset(row);
  return run->key && strcmp(run->key, key) == 0;
}

// The counts of one run, on the heap.
static bool get_rules(struct store *store, int64_t run, struct store_rule_count **rules,
                      uint32_t *count) {
  struct store_binding of =
      store_bind(store, "SELECT rule, family, count FROM run_rule WHERE run = ? ORDER BY rule");
  sqlite3_stmt *row = of.statement;
  uint32_t capacity = 0;
  int more = -1;
  store_bind_i64(&of, run);
  while (row && (more = store_step(store, row)) > 0) {
    GROW(*rules, *count, capacity);
    (*rules)[(*count)++] = (struct store_rule_count){
        store_text(row, 0, &store->names), store_text(row, 1, &store->names), store_u32(row, 2)};
  }
  return more == 0;
}

bool store_each_run(struct store *store, store_visit_run *visit, void *data) {
  sqlite3_stmt *row = store_statement(
      store, "SELECT id, finished, key, units, unchecked, functions, errors, warnings, suppressed, "
             "rules FROM run ORDER BY id");
  int more = -1;
  while (row && (more = store_step(store, row)) > 0) {
    struct store_run run = get_run(row, &store->names);
    struct store_rule_count *rules = NULL;
    uint32_t count = 0;
    bool good = get_rules(store, sqlite3_column_int64(row, 0), &rules, &count);
    if (good)
      visit(&run, rules, count, data);
    free(rules);
    if (!good) {
      store_reset(row);
      return false;
    }
  }
  return more == 0;
}

// ---- from one version to the next ----

// Older runs have no `rules`: the name means that of `none` then.
bool store_set_runs_aside(struct store *store) {
  return sqlite3_exec(
             store->db,
             "CREATE TEMP TABLE old_run AS SELECT id, finished, units, unchecked, "
             "functions, errors, warnings, suppressed, (SELECT rules FROM main.run AS same "
             "WHERE same.id = run.id) AS rules FROM main.run, (SELECT 0 AS rules) AS none;"
             "CREATE TEMP TABLE old_rule AS SELECT run, rule, family, count FROM "
             "main.run_rule",
             NULL, NULL, NULL) == SQLITE_OK;
}

bool store_bring_runs_back(struct store *store) {
  if (!store_begin(store))
    return false;
  bool good = sqlite3_exec(store->db,
                           "INSERT INTO run (id, finished, units, unchecked, functions, errors, "
                           "warnings, suppressed, rules) SELECT * FROM old_run;"
                           "INSERT INTO run_rule (run, rule, family, count) SELECT * FROM "
                           "old_rule;"
                           "DROP TABLE old_run; DROP TABLE old_rule",
                           NULL, NULL, NULL) == SQLITE_OK &&
              store_commit(store);
  if (!good)
    store_rollback(store);
  return good;
}
