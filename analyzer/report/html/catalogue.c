// SPDX-License-Identifier: MIT
// All rules with their pages as one file, which is installed beside the tool: reports on a terminal
// link to it, editors open it.
#include "analyzer/base/encode.h"
#include "analyzer/report/html/html.h"
#include "analyzer/version.h"

#include <string.h>

/// The rules of one group in the list at the top.
static void put_group(FILE *out, const char *group, const struct report_rule *rules,
                      uint32_t count) {
  bool any = false;
  for (uint32_t i = 0; i < count; i++) {
    if (strcmp(rules[i].group, group) != 0)
      continue;
    if (!any)
      fprintf(out, "<h2>%s</h2>\n<ul>\n", group);
    any = true;
    fprintf(out, "<li><a href=\"#%s\">%s</a> <span class=\"dim\">", rules[i].name, rules[i].name);
    html_words(out, rules[i].summary);
    fputs("</span></li>\n", out);
  }
  if (any)
    fputs("</ul>\n", out);
}

void report_catalogue(FILE *out, const struct report_rule *rules, uint32_t count) {
  fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>Rules of async-lint</title>\n<style>\n",
        out);
  fputs(html_style, out);
  fprintf(
      out,
      "</style>\n</head>\n<body>\n<header>\n<h1>Rules of async-lint %s</h1>\n</header>\n<main>\n",
      ASYNC_LINT_VERSION);
  static const char *const groups[] = {"correctness", "suspicious", "performance", "pedantic",
                                       "style"};
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
    put_group(out, groups[i], rules, count);
  for (uint32_t i = 0; i < count; i++) {
    const struct report_rule *rule = &rules[i];
    fprintf(out, "<section class=\"page\" id=\"%s\">\n<h2>%s <small>%s, %s%s</small></h2>\n",
            rule->name, rule->name, rule->group, report_level(rule->level),
            rule->on ? "" : ", off by default");
    html_page(out, rule->page);
    fputs("</section>\n", out);
  }
  fputs("</main>\n</body>\n</html>\n", out);
}
