// SPDX-License-Identifier: MIT
// Asking async-lint for its rules and pages, and checking the examples of a page.
#include "tests/project/catalogue.h"
#include "tests/fixtures/lint.h"

// cmocka.h wants these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void add_kebab(struct names *names, const char *name, size_t length) {
  names_add(names, name, length);
  for (char *c = names->items[names->count - 1]; *c; c++)
    if (*c == '_')
      *c = '-';
}

size_t word_length(const char *text) {
  return strspn(text, "abcdefghijklmnopqrstuvwxyz_-");
}

static void add_listed(const char *line, unsigned number, void *names) {
  (void)number;
  if (begins_with(line, "RULE("))
    add_kebab(names, line + 5, word_length(line + 5));
}

struct names rules_listed(void) {
  struct names names = {0};
  struct text list = tree_read("rules/rules.def");
  each_line(list.data, add_listed, &names);
  text_free(&list);
  return names;
}

json_t *catalogue_read(void) {
  struct lint lint = {0};
  assert_true(
      lint_run(&lint, "/", (const char *[]){"async-lint", "rules", "--format", "json", NULL}));
  json_t *rules = lint_json(&lint);
  if (lint.status != 0 || !json_is_array(rules))
    fail_msg("`async-lint rules --format json` gives no array, status %d: %s", lint.status,
             text_get(&lint.err));
  lint_free(&lint);
  return rules;
}

void catalogue_names(struct names *names) {
  json_t *rules = catalogue_read(), *rule;
  size_t i;
  json_array_foreach(rules, i, rule) {
    const char *name = json_text(rule, "name");
    names_add(names, name, strlen(name));
  }
  json_decref(rules);
}

struct text catalogue_page(const char *rule) {
  struct lint lint = {0};
  assert_true(lint_run(&lint, "/", (const char *[]){"async-lint", "explain", rule, NULL}));
  if (lint.status != 0 || lint.out.length == 0)
    fail_msg("`async-lint explain %s` prints no page, status %d: %s", rule, lint.status,
             text_get(&lint.err));
  text_free(&lint.err);
  return lint.out;
}

// ---- examples ----

struct extraction {
  struct names *examples;
  const char *heading;
  bool wanted, fenced;
  struct text block;
};

static void end_block(struct extraction *extraction) {
  struct text *block = &extraction->block;
  while (block->length && block->data[block->length - 1] == '\n')
    block->data[--block->length] = '\0';
  if (block->length)
    names_add(extraction->examples, block->data, block->length);
  block->length = 0;
}

static void take_line(const char *line, unsigned number, void *data) {
  struct extraction *extraction = data;
  (void)number;
  bool fence = begins_with(line, "```");
  if (fence)
    extraction->fenced = !extraction->fenced;
  if (!extraction->fenced && begins_with(line, "## ")) {
    end_block(extraction);
    extraction->wanted = strcmp(line + 3, extraction->heading) == 0;
  } else if (extraction->wanted && extraction->fenced && !fence) {
    text_printf(&extraction->block, "%s\n", line);
  } else if (extraction->wanted && begins_with(line, "    ")) {
    text_printf(&extraction->block, "%s\n", line + 4);
  } else if (extraction->wanted && *line == '\0' && extraction->block.length) {
    text_putc(&extraction->block, '\n');
  } else {
    end_block(extraction);
  }
}

void page_examples(const char *page, const char *heading, struct names *examples) {
  struct extraction extraction = {.examples = examples, .heading = heading};
  each_line(page, take_line, &extraction);
  end_block(&extraction);
  text_free(&extraction.block);
}

static const char prelude[] = "#include <taskrt.h>\n#include <fcntl.h>\n#include <poll.h>\n"
                              "#include <pthread.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
                              "#include <string.h>\n#include <sys/socket.h>\n"
                              "#include <unistd.h>\n";

static void write_file(const char *folder, const char *name, const char *first, const char *text,
                       size_t length) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  if (!file)
    abort();
  fprintf(file, "%s%s%.*s\n", first, prelude, (int)length, text);
  fclose(file);
}

/// The length of the file's name when the line says no more than `// name.h` or `// name.c`.
static size_t file_name(const char *line, const char *suffix) {
  size_t length = strcspn(line, "\n"), end = strlen(suffix);
  bool named = length > 3 + end && begins_with(line, "// ") && !memchr(line + 3, ' ', length - 3);
  return named && strncmp(line + length - end, suffix, end) == 0 ? length - 3 : 0;
}

/// Writes example.c, and the header that the example begins with, if it does. Returns the header's
/// name, to be freed, or NULL.
static char *write_example(const char *folder, const char *source) {
  size_t length = file_name(source, ".h");
  char *header = length ? strndup(source + 3, length) : NULL;
  const char *code = source;
  while (header && *code && !file_name(code, ".c"))
    code += strcspn(code, "\n") + (strchr(code, '\n') != NULL);
  struct text include = {0};
  if (header) {
    write_file(folder, header, "#pragma once\n", source, (size_t)(code - source));
    text_printf(&include, "#include \"%s\"\n", header);
  }
  write_file(folder, "example.c", text_get(&include), code, strlen(code));
  text_free(&include);
  return header;
}

static void remove_file(const char *folder, const char *name) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  unlink(path);
}

json_t *example_report(const char *rule, const char *source) {
  static const char runtime[] = "-I" RUNTIME_INCLUDE;
  char folder[] = "/tmp/async-lint-example-XXXXXX", selection[96];
  snprintf(selection, sizeof selection, "all,-style,%s", rule);
  assert_non_null(mkdtemp(folder));
  char *header = write_example(folder, source);
  const char *const arguments[] = {
      "async-lint", "--no-store", "--quiet",    "--format",      "json",  "--rules", selection,
      "example.c",  "--",         "-std=gnu11", "-D_GNU_SOURCE", runtime, NULL};
  struct lint lint = {0};
  bool ran = lint_run(&lint, folder, arguments);
  remove_file(folder, "example.c");
  if (header)
    remove_file(folder, header);
  free(header);
  rmdir(folder);
  json_t *report = ran ? lint_json(&lint) : NULL;
  if (!report)
    fail_msg("no report, status %d: %s", lint.status, text_get(&lint.err));
  lint_free(&lint);
  return report;
}
