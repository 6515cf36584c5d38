// SPDX-License-Identifier: MIT
// The parts of the HTML report.
#ifndef ASYNC_LINT_HTML_H
#define ASYNC_LINT_HTML_H

#include "analyzer/report/report.h"
#include "analyzer/report/source.h"

/// Made from page.css and page.js.
extern const char html_style[];
extern const char html_script[];

/// Writes text with code between backquotes as `<code>`.
void html_words(FILE *out, const char *text);

/// Writes a rule's page: headings, paragraphs, lists and indented code.
void html_page(FILE *out, const char *markdown);

/// Writes the call chains of all findings as one tree, with links to the findings; nothing when no
/// finding has one.
void html_chains(FILE *out, const struct findings *findings);

/// Writes the lines around a place, the place marked. Nothing when the source cannot be read.
void html_excerpt(FILE *out, struct source_cache *sources, const struct ir_location *loc);

/// Writes a fix: its title and the lines it changes.
void html_fix(FILE *out, struct source_cache *sources, const struct finding_fix *fix);

#endif
