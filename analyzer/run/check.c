// SPDX-License-Identifier: MIT
// Checking: rules over the analysed program, what could not be checked, reports, exit status.
#include "analyzer/report/report.h"
#include "analyzer/rule.h"
#include "analyzer/run/analysis.h"
#include "analyzer/run/results.h"
#include "analyzer/run/run.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// The rules of --rules. False after saying which word is unknown.
static bool select_rules(const struct options *options, struct rule_selection *selection) {
  rule_selection_default(selection);
  struct text list = {0};
  for (uint32_t i = 0; i < options->rules.count; i++)
    text_printf(&list, "%s%s", i ? "," : "", options->rules.items[i]);
  char unknown[64] = "";
  bool good = !list.length || rule_selection_parse(selection, list.data, unknown);
  if (!good) {
    const char *words[64 + GROUP_COUNT + 2] = {"all", "default"};
    size_t count = 2;
    for (int group = 0; group < GROUP_COUNT; group++)
      words[count++] = rule_group_name((enum rule_group)group);
    for (unsigned i = 0; i < rule_count && i < 64; i++)
      words[count++] = rules[i]->name;
    struct text near = {0};
    suggest(&near, unknown, words, count);
    say_error("unknown rule or group `%s`%s: `async-lint rules` lists them", unknown,
              text_get(&near));
    text_free(&near);
  }
  text_free(&list);
  return good;
}

// ---- what could not be checked ----

static int compare_problems(const void *left, const void *right) {
  const struct ir_problem *a = *(const struct ir_problem *const *)left;
  const struct ir_problem *b = *(const struct ir_problem *const *)right;
  int order = strcmp(a->loc.file ? a->loc.file : "", b->loc.file ? b->loc.file : "");
  if (!order && a->loc.line != b->loc.line)
    order = a->loc.line < b->loc.line ? -1 : 1;
  if (!order && a->loc.column != b->loc.column)
    order = a->loc.column < b->loc.column ? -1 : 1;
  return order ? order : strcmp(a->message, b->message);
}

static bool same_file(const struct ir_problem *a, const struct ir_problem *b) {
  return a->loc.file && b->loc.file && !strcmp(a->loc.file, b->loc.file);
}

/// True when the problem lies in a function that is listed as unchecked for it.
static bool inside_unchecked(const struct ir_unit *all, const struct ir_problem *problem) {
  for (uint32_t i = 0; i < all->function_count; i++) {
    const struct ir_function *fn = all->functions[i];
    const struct ir_location *loc = fn->loc == IR_NONE ? NULL : &fn->locations[fn->loc];
    if (fn->problem && loc && loc->file && problem->loc.file &&
        !strcmp(loc->file, problem->loc.file) && problem->loc.line >= loc->line &&
        problem->loc.line <= fn->end_line)
      return true;
  }
  return false;
}

/// One entry a file with compile errors outside functions: the first one, and how many follow.
static void add_problems(struct findings *findings, const struct ir_unit *all) {
  uint32_t count = 0;
  const struct ir_problem **list = xcalloc((size_t)all->problem_count + 1, sizeof *list);
  for (uint32_t i = 0; i < all->problem_count; i++)
    if (!inside_unchecked(all, &all->problems[i]))
      list[count++] = &all->problems[i];
  if (count > 1)
    qsort(list, count, sizeof *list, compare_problems);
  struct text reason = {0};
  for (uint32_t i = 0, next; i < count; i = next) {
    for (next = i + 1; next < count && same_file(list[i], list[next]);)
      next++;
    reason.length = 0;
    text_puts(&reason, list[i]->message);
    if (next - i > 1)
      text_printf(&reason, " (and %u more)", next - i - 1);
    findings_add_unchecked(findings, list[i]->loc.file, NULL, reason.data, &list[i]->loc);
  }
  text_free(&reason);
  free(list);
}

static void add_unchecked(struct findings *findings, const struct analysis *analysis) {
  const struct store_contents *contents = &analysis->contents;
  for (uint32_t i = 0; i < contents->unit_count; i++)
    if (contents->units[i].failure)
      findings_add_unchecked(findings, contents->units[i].path, NULL, contents->units[i].failure,
                             NULL);
  add_problems(findings, &contents->all);
  const struct ir_location *loc;
  const char *message;
  for (uint32_t i = 0; program_problem(analysis->program, i, &loc, &message); i++)
    findings_add_unchecked(findings, loc ? loc->file : NULL, NULL, message, loc);
}

static struct report_summary summarise(const struct analysis *analysis,
                                       const struct findings *findings) {
  const struct store_contents *contents = &analysis->contents;
  struct report_summary summary = {.units = contents->unit_count,
                                   .functions = contents->all.function_count};
  for (uint32_t i = 0; i < contents->unit_count; i++)
    summary.unchecked_units += contents->units[i].failure || contents->units[i].problem_count;
  report_count(&summary, findings);
  return summary;
}

// ---- reports ----

static void write_report(FILE *out, enum output_format format, const struct report *report) {
  if (format == FORMAT_JSON)
    report_json(out, report);
  else
    report_text(out, report);
}

/// Writes beside the file and moves the result into place, so that nobody reads half a report.
static bool write_file(const struct output *output, const struct report *report) {
  struct stat status;
  bool direct = stat(output->file, &status) == 0 && !S_ISREG(status.st_mode);
  struct text path = {0};
  text_printf(&path, direct ? "%s" : "%s.part", output->file);
  FILE *out = fopen(path.data, "we");
  bool good = out != NULL;
  if (good) {
    write_report(out, output->format, report);
    good = !ferror(out);
    good = fclose(out) == 0 && good;
    if (good && !direct)
      good = rename(path.data, output->file) == 0;
  }
  if (!good)
    say_error("the report `%s` cannot be written: %s", output->file, strerror(errno));
  if (!good && out && !direct)
    unlink(path.data);
  text_free(&path);
  return good;
}

static bool write_reports(const struct options *options, struct report *report) {
  static const struct output text_on_stdout = {FORMAT_TEXT, NULL};
  uint32_t count = options->output_count ? options->output_count : 1;
  const struct output *outputs = options->output_count ? options->outputs : &text_on_stdout;
  bool good = true;
  for (uint32_t i = 0; i < count; i++) {
    report->color = options->color == WHEN_ALWAYS;
    if (outputs[i].file) {
      good = write_file(&outputs[i], report) && good;
      continue;
    }
    report->color = options_color(options, stdout);
    write_report(stdout, outputs[i].format, report);
    if (fflush(stdout) != 0 || ferror(stdout)) {
      say_error("the report cannot be written to stdout: %s", strerror(errno));
      good = false;
    }
  }
  return good;
}

static void print_stats(const struct analysis *analysis, uint32_t functions) {
  static const char *const names[PHASE_COUNT] = {"parse", "store", "analysis", "rules", "report"};
  fprintf(stderr, "units: %u (%u fresh, %u parsed), functions: %u%s\n", analysis->project.count,
          analysis->fresh, analysis->parsed, functions,
          analysis->program ? "" : ", findings as before");
  fprintf(stderr, "seconds:");
  for (int phase = 0; phase < PHASE_COUNT; phase++)
    fprintf(stderr, " %s %.3f", names[phase], analysis->seconds[phase]);
  fputc('\n', stderr);
}

static int exit_status(const struct options *options, const struct report *report) {
  const struct report_summary *summary = &report->summary;
  bool fails = false;
  if (options->fail_on == FAIL_ON_ERROR)
    fails = summary->errors > 0;
  else if (options->fail_on == FAIL_ON_WARNING)
    fails = summary->errors + summary->warnings > 0;
  if (fails && !options->exit_zero)
    return EXIT_FINDINGS;
  return report->findings->unchecked_count || summary->unchecked_units ? EXIT_UNCHECKED
                                                                       : EXIT_CLEAN;
}

static int report_all(struct analysis *analysis, const struct findings *findings,
                      const struct report_summary *summary) {
  const struct options *options = analysis->options;
  char directory[PATH_MAX];
  struct report report = {.findings = findings,
                          .summary = *summary,
                          .directory = getcwd(directory, sizeof directory) ? directory : "/"};
  double start = analysis_clock();
  bool good = write_reports(options, &report);
  analysis_spent(analysis, PHASE_REPORT, start);
  if (!options->quiet)
    report_summary_line(stderr, &report.summary);
  if (options->stats)
    print_stats(analysis, summary->functions);
  int status = good ? exit_status(options, &report) : EXIT_USAGE;
  return status;
}

/// Runs the rules over the program, and keeps what they find in the store.
static int find(struct analysis *analysis, const struct rule_selection *selection, const char *key,
                struct findings *findings, struct report_summary *summary) {
  int status = analysis_load(analysis);
  if (status != EXIT_CLEAN)
    return status;
  double start = analysis_clock();
  rules_run(analysis->program, selection, findings);
  add_unchecked(findings, analysis);
  findings_finish(findings, &analysis->contents.all);
  analysis_spent(analysis, PHASE_RULES, start);
  *summary = summarise(analysis, findings);
  return results_keep(analysis, key, findings, summary) ? EXIT_CLEAN : EXIT_USAGE;
}

/// Opens the units with `open`, and goes on to the exit status.
static int check(const struct options *options,
                 int (*open)(struct analysis *, const struct options *, const struct word_list *)) {
  struct rule_selection selection;
  if (!select_rules(options, &selection))
    return EXIT_USAGE;
  struct analysis analysis;
  int status = open(&analysis, options, &options->operands);
  if (status == EXIT_CLEAN) {
    char key[RESULTS_KEY_SIZE];
    struct findings findings = {.ran = selection.on};
    struct report_summary summary = {0};
    results_key(&analysis, &selection, key);
    if (!results_reuse(&analysis, key, &findings, &summary))
      status = find(&analysis, &selection, key, &findings, &summary);
    if (status == EXIT_CLEAN)
      status = report_all(&analysis, &findings, &summary);
    findings_free(&findings);
  }
  analysis_close(&analysis);
  return status;
}

int run_check(const struct options *options) {
  return check(options, analysis_open);
}

int run_merge(const struct options *options) {
  return check(options, analysis_merge);
}

int run_contract(const struct options *options) {
  struct word_list paths = options->operands;
  const char *function = paths.items[0];
  paths.items++;
  paths.count--;
  struct analysis analysis;
  int status = analysis_open(&analysis, options, &paths);
  if (status == EXIT_CLEAN)
    status = analysis_load(&analysis);
  if (status == EXIT_CLEAN && !program_print_contract(analysis.program, function, stdout)) {
    uint32_t count = program_count(analysis.program);
    const char **names = xcalloc((size_t)count + 1, sizeof *names);
    for (uint32_t i = 0; i < count; i++)
      names[i] = program_at(analysis.program, i)->name;
    struct text near = {0};
    suggest(&near, function, names, count);
    say_error("no function `%s` is known here%s", function, text_get(&near));
    text_free(&near);
    free(names);
    status = EXIT_USAGE;
  }
  analysis_close(&analysis);
  return status;
}
