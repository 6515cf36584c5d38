// SPDX-License-Identifier: MIT
// taskrt.api and the annotations in the headers say the same of the same functions, and checked
// mode looks at each of them.
#include <ctype.h>
#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

// Appends the file `path` to `text` as one line of single blanks, with none behind a bracket that
// opens; quotes and comments stay.
static char *append_file(char *text, const char *path) {
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  size_t length = text ? strlen(text) : 0;
  text = realloc(text, length + 200000);
  assert_non_null(text);
  for (int c; (c = getc(file)) != EOF;) {
    if (!isspace(c))
      text[length++] = (char)c;
    else if (length > 0 && text[length - 1] != ' ' && text[length - 1] != '(')
      text[length++] = ' ';
  }
  text[length] = '\0';
  fclose(file);
  return text;
}

// All public headers but annotate.h, which speaks of annotations only.
static char *headers(void) {
  glob_t found;
  assert_int_equal(glob(TASKRT_INCLUDE "/*.h", 0, NULL, &found), 0);
  char *text = NULL;
  for (size_t i = 0; i < found.gl_pathc; i++)
    if (!strstr(found.gl_pathv[i], "/annotate.h"))
      text = append_file(text, found.gl_pathv[i]);
  globfree(&found);
  return text;
}

// Asserts that `text` declares `prototype` with exactly the annotation `words`.
static void expect_annotation(const char *text, const char *prototype, const char *words) {
  const char *found = strstr(text, prototype);
  if (!found)
    fail_msg("no header declares `%s`", prototype);
  char wanted[512];
  snprintf(wanted, sizeof wanted, "ASYNC_LINT(\"%s\");", words);
  const char *end = strchr(found, ';');
  const char *annotation = strstr(found, "ASYNC_LINT(");
  if (!annotation || strncmp(annotation, wanted, strlen(wanted)) != 0)
    fail_msg("the header does not say `%s` of `%s`", words, prototype);
  // Nothing but attributes may stand between: the first `;` lies in or behind the annotation.
  assert_true(end > annotation);
}

static void strip(char *line) {
  line[strcspn(line, "\n")] = '\0';
}

static void headers_say_what_the_spec_says(void **state) {
  (void)state;
  char *text = headers();
  FILE *spec = fopen(TASKRT_API, "r");
  assert_non_null(spec);
  char line[512], prototype[512] = "";
  unsigned functions = 0;
  while (fgets(line, sizeof line, spec)) {
    strip(line);
    if (line[0] == ' ') {
      expect_annotation(text, prototype, line + strspn(line, " "));
      functions++;
    } else if (isalpha((unsigned char)line[0])) {
      memcpy(prototype, line, sizeof prototype);
    }
  }
  fclose(spec);
  unsigned annotations = 0;
  for (const char *at = text; (at = strstr(at, "ASYNC_LINT(\"")); at++)
    annotations++;
  free(text);
  assert_true(functions > 20);
  assert_int_equal(annotations, functions);
}

static char *sources(void) {
  glob_t found;
  assert_int_equal(glob(TASKRT_SRC "/*.c", 0, NULL, &found), 0);
  assert_int_equal(glob(TASKRT_SRC "/*/*.c", GLOB_APPEND, NULL, &found), 0);
  char *text = NULL;
  for (size_t i = 0; i < found.gl_pathc; i++)
    text = append_file(text, found.gl_pathv[i]);
  globfree(&found);
  return text;
}

// Whether a row of the table says anything that a hook looks at. Values know by themselves; a
// permit of a semaphore may be given back by anybody.
static bool wants_a_hook(const char *row) {
  static const char *const words[] = {"CHECK_SAYS_",        "CHECK_KIND_task",    "ACT_takes",
                                      "ACT_detaches",       "ACT_borrows",        "ACT_acquires",
                                      "ACT_completes_once", "CHECK_KIND_source,", "ACT_releases",
                                      "CHECK_KIND_stream",  "CHECK_KIND_group",   "ACT_asserts"};
  bool wanted = false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    wanted = wanted || strstr(row, words[i]);
  return wanted && strncmp(row, "task__", 6) != 0 && !strstr(row, "task_semaphore_try_acquire") &&
         !strstr(row, "task_semaphore_release");
}

static bool has_a_hook(const char *text, const char *name) {
  static const char *const hooks[] = {"CALL", "LOOK", "GIVEN", "SUCCEEDED"};
  char hook[200];
  bool found = false;
  for (size_t i = 0; i < 2 * sizeof hooks / sizeof *hooks; i++) {
    snprintf(hook, sizeof hook, "CHECK_%s(%s%c", hooks[i / 2], name, i % 2 ? ')' : ',');
    found = found || strstr(text, hook);
  }
  return found;
}

// Each function that gives something may run out of memory, and is called in test_memory.c.
static void every_function_that_makes_something_is_tested_without_memory(void **state) {
  (void)state;
  char *text = append_file(NULL, TASKRT_TEST_MEMORY);
  FILE *table = fopen(TASKRT_CHECKS, "r");
  assert_non_null(table);
  char line[1000], name[100], call[110];
  unsigned makers = 0;
  while (fgets(line, sizeof line, table)) {
    const char *gives = strstr(line, ", CHECK_KIND_");
    if (sscanf(line, "CHECK_ROW(%99[a-z_]", name) != 1 || !gives ||
        strncmp(gives, ", CHECK_KIND_none", strlen(", CHECK_KIND_none")) == 0)
      continue;
    makers++;
    size_t length = strlen(name);
    if (length > 3 && strcmp(name + length - 3, "_at") == 0)
      name[length - 3] = '\0'; // what the macro of this name calls
    snprintf(call, sizeof call, "%s(", name);
    if (!strstr(text, call) && strcmp(name, "task_value_failed") != 0)
      fail_msg("`%s` is not tested without memory", name);
  }
  fclose(table);
  free(text);
  assert_true(makers > 30);
}

static void checked_mode_sees_every_function_of_which_the_spec_says_something(void **state) {
  (void)state;
  char *text = sources();
  FILE *table = fopen(TASKRT_CHECKS, "r");
  assert_non_null(table);
  char line[1000], name[100];
  unsigned rows = 0;
  while (fgets(line, sizeof line, table)) {
    if (sscanf(line, "CHECK_ROW(%99[a-z_]", name) != 1)
      continue;
    rows++;
    if (wants_a_hook(line + strlen("CHECK_ROW(")) && !has_a_hook(text, name))
      fail_msg("`%s` has no hook of checked mode", name);
  }
  fclose(table);
  free(text);
  assert_true(rows > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(headers_say_what_the_spec_says),
      cmocka_unit_test(every_function_that_makes_something_is_tested_without_memory),
      cmocka_unit_test(checked_mode_sees_every_function_of_which_the_spec_says_something),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
