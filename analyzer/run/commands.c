// SPDX-License-Identifier: MIT
// Commands that look at no program: they print the catalogue, pages, contracts and versions.
#include "analyzer/base/encode.h"
#include "analyzer/project/pool.h"
#include "analyzer/rule.h"
#include "analyzer/run/files.h"
#include "analyzer/run/output/reports.h"
#include "analyzer/run/run.h"
#include "analyzer/version.h"

#include <stdlib.h>
#include <string.h>

static int explain_claims(void) {
  for (int word = 0; word < CLAIM_COUNT; word++) {
    const struct claim_info *info = claim_info((enum claim_word)word);
    static const char *const operands[] = {"",          " PARAM", " [in PARAM]",
                                           " FUNCTION", " WORD",  " NUMBER"};
    int width = printf("%s%s", info->spelling, operands[info->operand]);
    printf("%*s%s\n", width < 24 ? 24 - width : 1, "", info->meaning);
  }
  printf(
      "\nTails: if COND, unless COND, on success, with PARAM, on CONTEXT, in PARAM, once, many,\n"
      "at most once, until done, until PARAM; `each` before the operand.\n");
  return EXIT_CLEAN;
}

int run_explain(const char *word) {
  if (!strcmp(word, "claims"))
    return explain_claims();
  const struct rule *rule = rule_find(word);
  if (rule) {
    const char *page = rule_page(rule);
    size_t length = strlen(page);
    fputs(page, stdout);
    if (!length || page[length - 1] != '\n')
      putchar('\n');
    return EXIT_CLEAN;
  }
  struct text message = {0};
  const char **names = xcalloc(rule_count + 1, sizeof *names);
  for (unsigned i = 0; i < rule_count; i++)
    names[i] = rules[i]->name;
  names[rule_count] = "claims";
  suggest(&message, word, names, rule_count + 1);
  say_error("unknown rule `%s`%s: `async-lint rules` lists them", word, text_get(&message));
  free(names);
  text_free(&message);
  return EXIT_USAGE;
}

static void print_rule_json(const struct rule *rule, bool last) {
  const struct {
    const char *name, *value;
  } members[] = {{"name", rule->name},
                 {"group", rule_group_name(rule->group)},
                 {"level", rule_group_level(rule->group) == LEVEL_ERROR ? "error" : "warning"},
                 {"summary", rule->summary},
                 {"since", rule->since}};
  printf("  {");
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    printf("\"%s\": ", members[i].name);
    encode_json(stdout, members[i].value);
    printf(", ");
  }
  printf("\"default\": %s, \"fixable\": %s}%s\n",
         rule_group_default(rule->group) ? "true" : "false", rule->fixable ? "true" : "false",
         last ? "" : ",");
}

static void print_rule_text(const struct rule *rule) {
  const char *level = rule_group_level(rule->group) == LEVEL_ERROR ? "error" : "warning";
  if (!rule_group_default(rule->group))
    level = "off";
  printf("%-24s %-12s %-8s %-4s %s\n", rule->name, rule_group_name(rule->group), level,
         rule->fixable ? "fix" : "-", rule->summary);
}

int run_rules(const struct options *options) {
  bool json = false;
  for (uint32_t i = 0; i < options->output_count; i++) {
    enum output_format format = options->outputs[i].format;
    if (options->outputs[i].file || (format != FORMAT_JSON && format != FORMAT_TEXT)) {
      say_error("`rules` writes to stdout only, as `--format text` or `--format json`");
      return EXIT_USAGE;
    }
    json = format == FORMAT_JSON;
  }
  if (json)
    puts("[");
  for (unsigned i = 0; i < rule_count; i++)
    json ? print_rule_json(rules[i], i + 1 == rule_count) : print_rule_text(rules[i]);
  if (json)
    puts("]");
  return EXIT_CLEAN;
}

int run_catalogue(void) {
  struct report report = {0};
  reports_catalogue(&report);
  report_catalogue(stdout, report.rules, report.rule_count);
  return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_CLEAN : EXIT_USAGE;
}

static int check_spec(struct spec *spec, const char *path) {
  size_t before = spec_count(spec);
  struct spec_error mistake = {0};
  if (!spec_read_file(spec, path, true, &mistake)) {
    say_error("%s:%u: %s", mistake.file, mistake.line, mistake.message);
    return EXIT_USAGE;
  }
  printf("%s: no mistakes, %zu contracts\n", path, spec_count(spec) - before);
  return EXIT_CLEAN;
}

static void list_contract(const struct contract *contract) {
  printf("%s:", contract->name);
  for (unsigned i = 0; i < contract->claim_count; i++) {
    fputs(i ? "; " : " ", stdout);
    claim_print(stdout, contract, &contract->claims[i]);
  }
  putchar('\n');
}

int run_spec(const struct options *options) {
  const struct word_list *words = &options->operands;
  bool check = !strcmp(words->items[0], "check") && words->count == 2;
  if (!check && (strcmp(words->items[0], "list") != 0 || words->count != 1)) {
    say_error("usage: async-lint spec check FILE.api, or async-lint spec list");
    return EXIT_USAGE;
  }
  struct spec *spec = spec_create();
  struct text error = {0};
  int status = EXIT_CLEAN;
  if (!files_read_specs(options, spec, &error)) {
    say_error("%s", text_get(&error));
    status = EXIT_USAGE;
  } else if (check) {
    status = check_spec(spec, words->items[1]);
  } else {
    for (size_t i = 0; i < spec_count(spec); i++)
      list_contract(spec_at(spec, i));
  }
  text_free(&error);
  spec_destroy(spec);
  return status;
}

int run_version(void) {
  struct arena arena = {0};
  struct text error = {0};
  struct pool_options pool = {.worker_path = files_worker()};
  const char *worker = pool_worker_version(&pool, &arena, &error);
  printf("async-lint %s (%s)\n", ASYNC_LINT_VERSION, worker ? worker : text_get(&error));
  arena_free(&arena);
  text_free(&error);
  return EXIT_CLEAN;
}

int run_json_schema(void) {
  struct text path = {0}, schema = {0};
  bool good = files_schema(&path) && text_read_file(&schema, path.data, 1 << 20);
  if (good)
    fwrite(schema.data, 1, schema.length, stdout);
  else
    say_error("`schema.json` is not installed");
  text_free(&path);
  text_free(&schema);
  return good ? EXIT_CLEAN : EXIT_USAGE;
}
