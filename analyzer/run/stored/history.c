// SPDX-License-Identifier: MIT
// `async-lint history`: the runs that the store knows, as a table or as JSON.
#include "analyzer/base/encode.h"
#include "analyzer/run/run.h"
#include "analyzer/run/stored/stored.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// A column of the table: a group, or a rule.
struct column {
  const char *name;
  bool group;
};

/// The groups and rules that occur in any run: groups first, each kind in the order of names.
struct columns {
  struct column *items;
  uint32_t count, capacity;
};

static int by_name(const void *left, const void *right) {
  const struct column *one = left, *other = right;
  return one->group == other->group ? strcmp(one->name, other->name) : other->group - one->group;
}

static void add_column(struct columns *columns, const char *name, bool group) {
  for (uint32_t i = 0; i < columns->count; i++)
    if (columns->items[i].group == group && !strcmp(columns->items[i].name, name))
      return;
  GROW(columns->items, columns->count, columns->capacity);
  columns->items[columns->count++] = (struct column){name, group};
}

static void add_columns(const struct store_run *run, const struct store_rule_count *rules,
                        uint32_t count, void *data) {
  (void)run;
  for (uint32_t i = 0; i < count; i++) {
    add_column(data, rules[i].group, true);
    add_column(data, rules[i].rule, false);
  }
}

static uint32_t count_in(const struct column *column, const struct store_rule_count *rules,
                         uint32_t count) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < count; i++)
    if (!strcmp(column->group ? rules[i].group : rules[i].rule, column->name))
      found += rules[i].count;
  return found;
}

static void print_time(int64_t finished, const char *format) {
  char text[32];
  time_t moment = (time_t)finished;
  struct tm parts;
  if (gmtime_r(&moment, &parts) && strftime(text, sizeof text, format, &parts))
    fputs(text, stdout);
}

static void print_row(const struct store_run *run, const struct store_rule_count *rules,
                      uint32_t count, void *data) {
  const struct columns *columns = data;
  print_time(run->finished, "%Y-%m-%d %H:%M:%S");
  printf("  %7" PRIu32 "  %9" PRIu32, run->units, run->unchecked);
  if (run->rules)
    printf("  %5" PRIu32, run->rules);
  else
    printf("  %5s", "-");
  printf("  %8" PRIu32 "  %6" PRIu32 "  %8" PRIu32, run->errors + run->warnings, run->errors,
         run->warnings);
  for (uint32_t k = 0; k < columns->count; k++)
    printf("  %*" PRIu32, (int)strlen(columns->items[k].name),
           count_in(&columns->items[k], rules, count));
  putchar('\n');
}

static bool print_table(struct store *store) {
  struct columns columns = {0};
  bool good = store_each_run(store, add_columns, &columns);
  if (columns.count > 1)
    qsort(columns.items, columns.count, sizeof *columns.items, by_name);
  printf("finished (UTC)         units  unchecked  rules  findings  errors  warnings");
  for (uint32_t k = 0; k < columns.count; k++)
    printf("  %s", columns.items[k].name);
  putchar('\n');
  good = good && store_each_run(store, print_row, &columns);
  free(columns.items);
  return good;
}

static void print_object(const struct store_run *run, const struct store_rule_count *rules,
                         uint32_t count, void *data) {
  bool *first = data;
  printf("%s\n  {\"finished\": \"", *first ? "" : ",");
  print_time(run->finished, "%Y-%m-%dT%H:%M:%SZ");
  printf("\", \"units\": %" PRIu32 ", \"unchecked\": %" PRIu32 ", \"functions\": %" PRIu32
         ", \"errors\": %" PRIu32 ", \"warnings\": %" PRIu32 ", \"suppressed\": %" PRIu32
         ", \"checked_rules\": %" PRIu32 ", \"rules\": [",
         run->units, run->unchecked, run->functions, run->errors, run->warnings, run->suppressed,
         run->rules);
  for (uint32_t i = 0; i < count; i++) {
    printf("%s{\"rule\": ", i ? ", " : "");
    encode_json(stdout, rules[i].rule);
    printf(", \"group\": ");
    encode_json(stdout, rules[i].group);
    printf(", \"count\": %" PRIu32 "}", rules[i].count);
  }
  printf("]}");
  *first = false;
}

static bool print_json(struct store *store) {
  bool first = true;
  putchar('[');
  bool good = store_each_run(store, print_object, &first);
  puts(first ? "]" : "\n]");
  return good;
}

int run_history(const struct options *options) {
  bool json = false;
  for (uint32_t i = 0; i < options->output_count; i++) {
    enum output_format format = options->outputs[i].format;
    if (options->outputs[i].file || (format != FORMAT_JSON && format != FORMAT_TEXT)) {
      say_error("`history` writes to stdout only, as `--format text` or `--format json`");
      return EXIT_USAGE;
    }
    json = format == FORMAT_JSON;
  }
  struct project project = {0};
  struct store *store = stored_open(options, &project);
  project_free(&project);
  if (!store)
    return EXIT_USAGE;
  bool good = json ? print_json(store) : print_table(store);
  if (!good)
    say_error("the store cannot be read: %s", store_error(store));
  store_close(store);
  return good ? EXIT_CLEAN : EXIT_USAGE;
}
