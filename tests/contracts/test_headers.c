// SPDX-License-Identifier: MIT
// taskrt's headers against taskrt.api: the same functions, each with the same words.
#include "rules/api/spec.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static struct spec *shipped;
static unsigned met;

static int read_contract(void **state) {
  (void)state;
  struct spec_error error = {0};
  shipped = spec_create();
  if (!spec_read_file(shipped, SPEC_API "/taskrt.api", false, &error))
    fail_msg("%s:%u: %s", error.file, error.line, error.message);
  return 0;
}

static int destroy_contract(void **state) {
  (void)state;
  spec_destroy(shipped);
  return 0;
}

static char *read_header(const char *path) {
  enum { MOST = 1 << 20 };
  char *text = calloc(1, MOST);
  FILE *file = fopen(path, "r");
  assert_non_null(text);
  assert_non_null(file);
  assert_true(fread(text, 1, MOST - 1, file) < MOST - 1);
  fclose(file);
  return text;
}

/// Blanks out comments and preprocessor lines with their continuations.
static void keep_declarations(char *text) {
  bool line_start = true;
  while (*text) {
    bool comment = text[0] == '/' && text[1] == '/', directive = line_start && *text == '#';
    line_start = *text == '\n';
    if (!comment && !directive) {
      text++;
      continue;
    }
    for (; *text && *text != '\n'; text++) {
      if (directive && *text == '\\' && text[1] == '\n')
        *text++ = ' ';
      *text = ' ';
    }
  }
}

/// All claims as text, one a line.
static char *claims_of(const struct contract *contract) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  for (unsigned i = 0; contract && i < contract->claim_count; i++) {
    if (contract->claims[i].word == CLAIM_plain)
      continue;
    claim_print(out, contract, &contract->claims[i]);
    fputc('\n', out);
  }
  fclose(out);
  return text;
}

/// The words of ASYNC_LINT("...") in a declaration; "" for none.
static void copy_words(const char *declaration, char *words, size_t size) {
  const char *start = strstr(declaration, "ASYNC_LINT(");
  *words = '\0';
  if (!start)
    return;
  start = strchr(start, '"');
  assert_non_null(start);
  snprintf(words, size, "%.*s", (int)strcspn(start + 1, "\""), start + 1);
}

static void same_words(const struct contract *contract, const char *declaration) {
  char words[512];
  copy_words(declaration, words, sizeof words);
  struct spec *annotations = spec_create();
  struct spec_error error = {0};
  if (*words && !spec_read_annotation(annotations, contract->name, "header", 1, contract->params,
                                      contract->param_count, SPEC_NO_PARAM, words, &error))
    fail_msg("`%s`: %s", contract->name, error.message);
  char *header = claims_of(spec_find(annotations, CONTRACT_FUNCTION, contract->name));
  char *api = claims_of(contract);
  if (strcmp(header, api) != 0)
    fail_msg("`%s`: its header says\n%sand taskrt.api\n%s", contract->name, header, api);
  free(header);
  free(api);
  spec_destroy(annotations);
}

/// One statement at file scope: a function's declaration, or something else.
static void check_statement(const char *path, const char *statement) {
  statement += strspn(statement, " \n}");
  const char *open = strchr(statement, '(');
  bool other = strncmp(statement, "typedef", 7) == 0 || strncmp(statement, "struct", 6) == 0 ||
               strncmp(statement, "enum", 4) == 0;
  if (!open || other)
    return;
  const char *end = open;
  while (end > statement && isspace((unsigned char)end[-1]))
    end--;
  const char *start = end;
  while (start > statement && (isalnum((unsigned char)start[-1]) || start[-1] == '_'))
    start--;
  char name[128];
  snprintf(name, sizeof name, "%.*s", (int)(end - start), start);
  const struct contract *contract = spec_find(shipped, CONTRACT_FUNCTION, name);
  if (!contract)
    fail_msg("%s declares `%s`, and taskrt.api has no contract for it", path, name);
  same_words(contract, statement);
  met++;
}

static void check_header(const char *path) {
  char *text = read_header(path);
  keep_declarations(text);
  char *start = text;
  int depth = 0;
  bool quoted = false;
  for (char *c = text; *c; c++) {
    quoted ^= *c == '"';
    if (quoted)
      continue;
    // `extern "C" {` is no scope of its own.
    bool linkage = *c == '{' && strstr(start, "extern \"C\"") && strstr(start, "extern \"C\"") < c;
    if (linkage) {
      start = c + 1;
      continue;
    }
    depth += *c == '{';
    depth -= *c == '}' && depth > 0;
    if (*c != ';' || depth)
      continue;
    *c = '\0';
    check_statement(path, start);
    start = c + 1;
  }
  free(text);
}

static void every_function_says_what_its_contract_says(void **state) {
  (void)state;
  DIR *folder = opendir(TASKRT_HEADERS);
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    const char *dot = strrchr(entry->d_name, '.');
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", TASKRT_HEADERS, entry->d_name);
    if (dot && strcmp(dot, ".h") == 0)
      check_header(path);
  }
  closedir(folder);
  assert_true(met >= 20);
}

static void every_contract_has_a_function(void **state) {
  (void)state;
  assert_int_equal(met, spec_count(shipped));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_function_says_what_its_contract_says),
      cmocka_unit_test(every_contract_has_a_function),
  };
  return cmocka_run_group_tests(tests, read_contract, destroy_contract);
}
