// SPDX-License-Identifier: MIT
// What async-lint says about its rules, and their pages.
#ifndef TESTS_PROJECT_CATALOGUE_H
#define TESTS_PROJECT_CATALOGUE_H

#include "tests/project/tree.h"

#include <jansson.h>

/// Adds a name of the kind `blocking_call` as users write it.
void add_kebab(struct names *names, const char *name, size_t length);

/// How many characters of `text` may belong to a name.
size_t word_length(const char *text);

/// The rules of rules/rules.def, as users write them. The caller owns the list.
struct names rules_listed(void);

/// `async-lint rules --format json`, an array. Fails the test when there is none. The caller owns
/// it.
json_t *catalogue_read(void);

/// The names in it.
void catalogue_names(struct names *names);

/// `async-lint explain RULE`. Fails the test when there is no page.
struct text catalogue_page(const char *rule);

/// The examples of a page below the heading `## heading`: blocks that are indented by four columns
/// or stand between fences, without their margin.
void page_examples(const char *page, const char *heading, struct names *examples);

/// The report of all rules but those about style, and of `rule`, on `source`, compiled with the
/// headers that examples may take for granted. An example whose first line is `// name.h` begins
/// with that header, up to a line `// name.c`. Fails the test when there is no report. The caller
/// owns it.
json_t *example_report(const char *rule, const char *source);

#endif
