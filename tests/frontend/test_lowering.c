// SPDX-License-Identifier: MIT
// Goldens: each NAME.c of testdata/frontend/ and the IR it becomes, NAME.ir. System headers are
// left out, and paths are shortened, so that the texts are the same everywhere.
#include "tests/frontend/lowering_support.h"

#include <stdlib.h>
#include <string.h>

static const char *const golden_names[] = {
    "annotations", "calls",        "conditional",  "errors",   "evaluation", "for_parts",
    "generic",     "initialisers", "jumps",        "macros",   "markers",    "noreturn",
    "places",      "scopes",       "suppressions", "switches", "first/util", "second/util",
};
enum { GOLDEN_COUNT = sizeof golden_names / sizeof *golden_names };

// Keeps what does not depend on the machine.
static void drop_system_parts(struct ir_unit *unit) {
  uint32_t kept = 0;
  unit->include_count = 0;
  for (uint32_t i = 0; i < unit->declaration_count; i++)
    if (!(unit->declarations[i].flags & IR_DECL_SYSTEM))
      unit->declarations[kept++] = unit->declarations[i];
  unit->declaration_count = kept;
}

// The text form with the folder of the test data cut off every path.
static char *printed(struct ir_unit *unit) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  ir_print_unit(out, unit);
  fclose(out);
  static const char prefix[] = TESTDATA "/";
  char *to = text;
  for (char *from = text; *from;) {
    if (strncmp(from, prefix, sizeof prefix - 1) == 0)
      from += sizeof prefix - 1;
    else
      *to++ = *from++;
  }
  *to = '\0';
  return text;
}

static void compare(const char *path, const char *text) {
  struct text expected = {0};
  if (getenv("ASYNC_LINT_ACCEPT")) {
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    return;
  }
  if (!text_read_file(&expected, path, (size_t)1 << 24))
    fail_msg("%s cannot be read: build the target `accept-ir`", path);
  assert_string_equal(text, text_get(&expected));
  text_free(&expected);
}

static void becomes_the_golden_ir(void **state) {
  const char *name = *state;
  char path[4096];
  snprintf(path, sizeof path, "%s.c", name);
  struct lowered lowered = lower_file(path);
  assert_null(lowered.unit->failure);
  drop_system_parts(lowered.unit);
  char *text = printed(lowered.unit);
  snprintf(path, sizeof path, "%s/%s.ir", TESTDATA, name);
  compare(path, text);
  free(text);
  lowered_free(&lowered);
}

int run_lowering_tests(void) {
  struct CMUnitTest tests[GOLDEN_COUNT];
  for (size_t i = 0; i < GOLDEN_COUNT; i++)
    tests[i] = (struct CMUnitTest){.name = golden_names[i],
                                   .test_func = becomes_the_golden_ir,
                                   .initial_state = (void *)(uintptr_t)golden_names[i]};
  return cmocka_run_group_tests_name("frontend.lowering", tests, NULL, NULL);
}

int main(int argc, char **argv) {
  const char *which = argc > 1 ? argv[1] : "lowering";
  if (strcmp(which, "lowering") == 0)
    return run_lowering_tests();
  if (strcmp(which, "shared") == 0)
    return run_shared_tests();
  if (strcmp(which, "kept") == 0)
    return run_kept_tests();
  if (strcmp(which, "traps") == 0)
    return run_trap_tests();
  return argc > 2 ? run_worker_tests(argv[2]) : 2;
}
