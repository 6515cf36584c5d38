// SPDX-License-Identifier: MIT
// The end of a run: reports in every format asked for, the summary, the exit status.
#include "analyzer/run/output/reports.h"
#include "analyzer/base/outfile.h"
#include "analyzer/rule.h"
#include "analyzer/run/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void reports_catalogue(struct report *report) {
  static struct report_rule catalogue[RULE_COUNT];
  for (unsigned i = 0; i < rule_count; i++)
    catalogue[i] = (struct report_rule){.name = rules[i]->name,
                                        .group = rule_group_name(rules[i]->group),
                                        .summary = rules[i]->summary,
                                        .page = rule_page(rules[i]),
                                        .level = rule_group_level(rules[i]->group),
                                        .on = rule_group_default(rules[i]->group)};
  report->rules = catalogue;
  report->rule_count = rule_count;
}

static bool write_file(const struct output *output, const struct report *report) {
  struct outfile file = {0};
  FILE *out = outfile_open(&file, output->file);
  if (out)
    report_write(out, output->format, report);
  if (out && outfile_close(&file, true))
    return true;
  say_error("the report `%s` cannot be written: %s", output->file, strerror(errno));
  return false;
}

static bool write_stdout(enum output_format format, const struct report *report) {
  report_write(stdout, format, report);
  if (fflush(stdout) == 0 && !ferror(stdout))
    return true;
  say_error("the report cannot be written to stdout: %s", strerror(errno));
  return false;
}

const char *reports_rule_pages(void) {
  static const char *const places[] = {RULE_PAGES, "../analyzer/printed/rules.html"};
  static char found[4096];
  char own[3072];
  ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
  own[length > 0 ? length : 0] = '\0';
  char *slash = strrchr(own, '/');
  if (slash)
    *slash = '\0';
  for (size_t i = 0; slash && i < sizeof places / sizeof *places; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", own, places[i]);
    if (realpath(path, found))
      return found;
  }
  return NULL;
}

bool reports_write(const struct options *options, struct report *report) {
  static const struct output text_on_stdout = {FORMAT_TEXT, NULL};
  uint32_t count = options->output_count || options->diff ? options->output_count : 1;
  const struct output *outputs = options->output_count ? options->outputs : &text_on_stdout;
  bool good = true;
  for (uint32_t i = 0; i < count; i++) {
    report->color =
        outputs[i].file ? options->color == WHEN_ALWAYS : options_color(options, stdout);
    report->rule_pages =
        !outputs[i].file && options_links(options, stdout) ? reports_rule_pages() : NULL;
    good &=
        outputs[i].file ? write_file(&outputs[i], report) : write_stdout(outputs[i].format, report);
  }
  if (!options->quiet) {
    report_summary_rules(stderr, report);
    report_summary_line(stderr, &report->summary);
  }
  return good;
}

int reports_status(const struct options *options, const struct report *report) {
  const struct report_summary *summary = &report->summary;
  bool fails = false;
  if (options->fail_on == FAIL_ON_ERROR)
    fails = summary->errors > 0;
  else if (options->fail_on != FAIL_ON_NEVER)
    fails = summary->errors + summary->warnings > 0;
  if (fails && !options->exit_zero)
    return EXIT_FINDINGS;
  return report->findings->unchecked_count || summary->unchecked_units ? EXIT_UNCHECKED
                                                                       : EXIT_CLEAN;
}
