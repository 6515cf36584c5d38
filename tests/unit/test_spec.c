// SPDX-License-Identifier: MIT
// The reader of the .api format: what it reads, what it prints back, what it refuses, and what junk
// does to it.
#include "rules/api/spec.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct spec *read_good(const char *text) {
  struct spec *spec = spec_create();
  struct spec_error error = {0};
  if (!spec_read_text(spec, "good.api", text, strlen(text), false, &error))
    fail_msg("%s:%u: %s", error.file, error.line, error.message);
  return spec;
}

static void expect_error(const char *text, size_t length, unsigned line, const char *message) {
  struct spec *spec = spec_create();
  struct spec_error error = {0};
  assert_false(spec_read_text(spec, "bad.api", text, length, false, &error));
  assert_int_equal(error.line, line);
  if (strstr(error.message, message) == NULL)
    fail_msg("expected `%s` in: %s", message, error.message);
  spec_destroy(spec);
}

static const struct contract *function(const struct spec *spec, const char *name) {
  const struct contract *contract = spec_find(spec, CONTRACT_FUNCTION, name);
  assert_non_null(contract);
  return contract;
}

// All claims of a contract as one text; the caller frees it.
static char *claims_text(const struct contract *contract) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  for (unsigned i = 0; i < contract->claim_count; i++) {
    fputs(i > 0 ? "; " : "", out);
    claim_print(out, contract, &contract->claims[i]);
  }
  fclose(out);
  return text;
}

static void expect_claims(const struct contract *contract, const char *expected) {
  char *text = claims_text(contract);
  assert_string_equal(text, expected);
  free(text);
}

static void every_word_is_read_and_printed_back(void **state) {
  (void)state;
  static const char *const operands[] = {"", " p", " in p", " other", " loop", " 65536"};
  for (int i = 0; i < CLAIM_COUNT; i++) {
    const struct claim_info *info = claim_info((enum claim_word)i);
    char claim[128];
    char text[256];
    snprintf(claim, sizeof claim, "%s%s", info->spelling,
             i == CLAIM_check ? " p" : operands[info->operand]);
    snprintf(text, sizeof text, "int f(int p)\n  %s\n", claim);
    struct spec *spec = read_good(text);
    assert_true(contract_says(function(spec, "f"), (enum claim_word)i));
    expect_claims(function(spec, "f"), claim);
    spec_destroy(spec);
  }
}

static void expect_same_text(const struct spec *first, const struct spec *second) {
  assert_int_equal(spec_count(first), spec_count(second));
  for (size_t i = 0; i < spec_count(first); i++) {
    char *text = claims_text(spec_at(second, i));
    expect_claims(spec_at(first, i), text);
    free(text);
  }
}

// Prints every function of a spec as an .api file, reads that, and compares.
static void expect_round_trip(const char *path) {
  struct spec *first = spec_create();
  struct spec *second = spec_create();
  struct spec_error error = {0};
  if (!spec_read_file(first, path, false, &error))
    fail_msg("%s:%u: %s", error.file, error.line, error.message);
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  fputs("constant FLAG 4\nconstant WNOHANG 1\n", out);
  for (size_t i = 0; i < spec_count(first); i++) {
    char *claims = claims_text(spec_at(first, i));
    if (spec_at(first, i)->prototype != NULL)
      fprintf(out, "%s\n  %s\n", spec_at(first, i)->prototype, claims);
    free(claims);
  }
  fclose(out);
  if (!spec_read_text(second, "again.api", text, size, false, &error))
    fail_msg("%s:%u: %s", error.file, error.line, error.message);
  expect_same_text(first, second);
  free(text);
  spec_destroy(first);
  spec_destroy(second);
}

static void claims_survive_a_round_trip(void **state) {
  (void)state;
  expect_round_trip(SPEC_TESTDATA "/good_claims.api");
  expect_round_trip(SPEC_TESTDATA "/good_prototypes.api");
}

static void conditions_are_resolved(void **state) {
  (void)state;
  struct spec *spec = read_good("constant FLAG 0x10\n"
                                "int f(int fd, int flags, void *p)\n"
                                "  blocks unless nonblocking(fd) or flags & FLAG or p == NULL\n"
                                "  suspends if flags >= -010\n");
  const struct claim *blocks = contract_claim(function(spec, "f"), CLAIM_blocks);
  assert_true(blocks->when.unless);
  assert_int_equal(blocks->when.term_count, 3);
  assert_int_equal(blocks->when.terms[0].comparison, SPEC_NONBLOCKING);
  assert_int_equal(blocks->when.terms[0].param, 0);
  assert_int_equal(blocks->when.terms[1].comparison, SPEC_BIT);
  assert_int_equal(blocks->when.terms[1].value, 16);
  assert_string_equal(blocks->when.terms[1].constant, "FLAG");
  assert_int_equal(blocks->when.terms[2].value, 0);
  const struct claim *suspends = contract_claim(function(spec, "f"), CLAIM_suspends);
  assert_false(suspends->when.unless);
  assert_int_equal(suspends->when.terms[0].comparison, SPEC_GE);
  assert_int_equal(suspends->when.terms[0].value, -8);
  spec_destroy(spec);
}

static void prototypes_give_names_and_types(void **state) {
  (void)state;
  struct spec *spec = spec_create();
  struct spec_error error = {0};
  assert_true(spec_read_file(spec, SPEC_TESTDATA "/good_prototypes.api", false, &error));
  const struct contract *nested = function(spec, "nested");
  assert_int_equal(nested->param_count, 2);
  assert_string_equal(nested->params[0].name, "compare");
  assert_string_equal(nested->params[0].type, "int (*)(const void *, int (*)(void))");
  assert_string_equal(nested->params[1].name, "rows");
  assert_string_equal(nested->params[1].type, "const int[4][8]");
  const struct contract *pointer = function(spec, "pointer");
  assert_string_equal(pointer->result, "const struct dirent *const *");
  assert_int_equal(pointer->param_count, 4);
  assert_string_equal(pointer->params[1].name, "");
  assert_string_equal(pointer->params[2].name, "");
  assert_string_equal(pointer->params[2].type, "struct stat");
  assert_int_equal(function(spec, "none")->param_count, 0);
  assert_int_equal(function(spec, "empty")->param_count, 0);
  assert_int_equal(function(spec, "variadic")->param_count, 2);
  const struct contract *several = function(spec, "several");
  assert_int_equal(several->param_count, 3);
  assert_string_equal(several->result, "long long unsigned");
  assert_string_equal(several->params[0].name, "dest");
  assert_string_equal(several->header, "\"shapes.h\"");
  assert_int_equal(several->line, 22);
  spec_destroy(spec);
}

static void declarations_are_found(void **state) {
  (void)state;
  struct spec *spec = spec_create();
  struct spec_error error = {0};
  assert_true(spec_read_file(spec, SPEC_TESTDATA "/good_declarations.api", false, &error));
  assert_string_equal(spec_handle(spec, "task")->type, "task *");
  assert_true(spec_handle(spec, "task")->exactly_once);
  assert_string_equal(spec_handle_of_type(spec, "struct task *")->name, "task");
  assert_true(spec_handle_of_type(spec, "task_value")->by_value);
  assert_null(spec_handle_of_type(spec, "task **"));
  assert_string_equal(spec_token_type(spec, "cancel_token")->none, "CANCEL_NONE");
  assert_int_equal(spec_token_type(spec, "cancel_token")->cancelled, -125);
  assert_int_equal(spec_token_type(spec, "GCancellable *")->cancelled, 0);
  assert_null(spec_token_type(spec, "GCancellable *")->none);
  int64_t value = 0;
  assert_true(spec_constant(spec, "HEXADECIMAL", &value) && value == 31);
  assert_true(spec_constant(spec, "OCTAL", &value) && value == 493);
  assert_true(spec_constant(spec, "NEGATIVE", &value) && value == -1);
  assert_true(spec_constant(spec, "LARGEST", &value) && value == INT64_MAX);
  assert_false(spec_constant(spec, "MISSING", &value));
  expect_claims(spec_find(spec, CONTRACT_ANNOTATION, "no_coroutine_fn"), "not-in-task");
  expect_claims(spec_find(spec, CONTRACT_FIELD, "BlockDriver.bdrv_co_preadv"), "async");
  expect_claims(spec_find(spec, CONTRACT_FIELD, "uv_loop_s.on_close"),
                "closes handle; runs on loop");
  expect_claims(spec_find(spec, CONTRACT_TYPEDEF, "uv_close_cb"), "runs on loop");
  expect_claims(function(spec, "LOCK_GUARD"), "acquires lock");
  expect_claims(function(spec, "open_handle"), "gives task in token");
  assert_null(spec_find(spec, CONTRACT_FUNCTION, "uv_close_cb"));
  spec_destroy(spec);
}

static void tails_are_kept(void **state) {
  (void)state;
  struct spec *spec = spec_create();
  struct spec_error error = {0};
  assert_true(spec_read_file(spec, SPEC_TESTDATA "/good_claims.api", false, &error));
  const struct contract *all = function(spec, "all");
  const struct claim *gives = contract_claim(all, CLAIM_gives);
  assert_int_equal(gives->param, SPEC_RESULT);
  gives = contract_next_claim(all, gives);
  assert_int_equal(gives->param, 3);
  assert_true(gives->on_success);
  const struct claim *takes = contract_next_claim(all, contract_claim(all, CLAIM_takes));
  assert_true(takes->each);
  assert_int_equal(takes->with, 5);
  assert_null(contract_next_claim(all, takes));
  const struct claim *keeps = contract_claim(all, CLAIM_keeps);
  assert_true(keeps->until_done);
  keeps = contract_next_claim(all, keeps);
  assert_true(keeps->until);
  assert_int_equal(keeps->with, 6);
  const struct claim *calls = contract_claim(all, CLAIM_calls);
  assert_int_equal(calls->times, SPEC_AT_MOST_ONCE);
  assert_string_equal(calls->on, "loop");
  assert_int_equal(contract_claim(all, CLAIM_stores)->in, 7);
  assert_int_equal(contract_claim(all, CLAIM_check)->param, SPEC_RESULT);
  spec_destroy(spec);
}

static void locks_say_what_waits_for_them(void **state) {
  (void)state;
  struct spec *spec = read_good("int f(int *m, int *n)\n  acquires m async shared on success\n"
                                "  acquires n os; needs lock m; releases n\n  async\n");
  expect_claims(function(spec, "f"), "acquires m async shared on success; acquires n os; "
                                     "needs lock m; releases n; async");
  const struct claim *first = contract_claim(function(spec, "f"), CLAIM_acquires);
  assert_int_equal(first->lock, SPEC_LOCK_ASYNC);
  assert_true(first->shared && first->on_success);
  first = contract_next_claim(function(spec, "f"), first);
  assert_int_equal(first->lock, SPEC_LOCK_OS);
  assert_false(first->shared);
  spec_destroy(spec);
  struct contract_param params[] = {{"m", "lock *"}};
  struct spec_error error = {0};
  spec = spec_create();
  assert_true(spec_read_annotation(spec, "g", "g.h", 1, params, 1, 0, "acquires async", &error));
  assert_int_equal(contract_claim(function(spec, "g"), CLAIM_acquires)->lock, SPEC_LOCK_ASYNC);
  spec_destroy(spec);
}

static void only_locks_have_a_kind(void **state) {
  (void)state;
  const char *missing = "int f(int *t)\n  takes t async\n",
             *wrong = "int f(int *t)\n  takes t shared\n";
  expect_error(missing, strlen(missing), 2, "expected `;` between `takes` and `async`");
  expect_error(wrong, strlen(wrong), 2, "unexpected `shared` after `takes`");
}

static void a_project_overrides_claim_by_claim(void **state) {
  (void)state;
  struct spec *spec =
      read_good("include <x.h>\nint f(int a, int b)\n  blocks if a == 1; instead g; frees a\n"
                "int h(void)\n  blocks; exits\nint i(int a)\n  plain\n");
  static const char project[] =
      "int f(int x, int y)\n  blocks; instead k; frees y\nint h(void)\n  plain\n"
      "int i(int a)\n  frees a\n";
  struct spec_error error = {0};
  assert_true(spec_read_text(spec, "project.api", project, strlen(project), true, &error));
  expect_claims(function(spec, "f"), "blocks; instead k; frees x; frees y");
  expect_claims(function(spec, "h"), "plain");
  expect_claims(function(spec, "i"), "frees a");
  assert_true(function(spec, "f")->project);
  assert_string_equal(function(spec, "f")->file, "project.api");
  assert_string_equal(function(spec, "f")->header, "<x.h>");
  assert_int_equal(spec_count(spec), 3);
  spec_destroy(spec);
}

static void stacks_have_one_size_in_bytes(void **state) {
  (void)state;
  struct spec *spec = read_good("int f(int a)\n  starts a; stack 0x10000\n");
  expect_claims(function(spec, "f"), "starts a; stack 65536");
  static const char project[] = "int f(int a)\n  stack 131072\n";
  struct spec_error error = {0};
  assert_true(spec_read_text(spec, "project.api", project, strlen(project), true, &error));
  expect_claims(function(spec, "f"), "starts a; stack 131072");
  spec_destroy(spec);
  const char *wrong = "int f(int a)\n  stack large\n", *none = "int f(int a)\n  stack 0\n";
  expect_error(wrong, strlen(wrong), 2, "`stack` wants a number above 0 instead of `large`");
  expect_error(none, strlen(none), 2, "`stack` wants a number above 0 instead of `0`");
}

static void the_size_of_all_stacks_is_part_of_the_digest(void **state) {
  (void)state;
  struct spec *spec = read_good("int f(int a)\n  blocks\n");
  uint64_t before = spec_digest(spec);
  assert_int_equal(spec_stack(spec), 0);
  spec_set_stack(spec, 131072);
  assert_int_equal(spec_stack(spec), 131072);
  assert_true(spec_digest(spec) != before);
  spec_destroy(spec);
}

static void plain_clears_what_was_shipped(void **state) {
  (void)state;
  struct spec *spec = read_good("int f(int a)\n  blocks; frees a\n");
  static const char project[] = "int f(int a)\n  plain; suspends\n";
  struct spec_error error = {0};
  assert_true(spec_read_text(spec, "project.api", project, strlen(project), true, &error));
  expect_claims(function(spec, "f"), "suspends");
  spec_destroy(spec);
}

static void a_shipped_contract_is_not_overridden_by_another(void **state) {
  (void)state;
  struct spec *spec = read_good("int f(int a)\n  blocks\n");
  struct spec_error error = {0};
  static const char again[] = "int f(int a)\n  plain\n";
  assert_false(spec_read_text(spec, "other.api", again, strlen(again), false, &error));
  assert_string_equal(error.message, "`f` has a contract already, at good.api:1");
  static const char wrong[] = "int f(int a, int b)\n  plain\n";
  assert_false(spec_read_text(spec, "project.api", wrong, strlen(wrong), true, &error));
  assert_string_equal(error.message, "`f` has 2 parameters here and 1 at good.api:1");
  spec_destroy(spec);
}

static const struct contract_param two_params[] = {{"t", "task *"}, {"buf", "void *"}};

static void annotations_add_claims(void **state) {
  (void)state;
  struct spec *spec = spec_create();
  struct spec_error error = {0};
  for (int times = 0; times < 2; times++) { // headers are read once a unit
    assert_true(spec_read_annotation(spec, "f", "f.h", 3, two_params, 2, SPEC_NO_PARAM,
                                     "suspends; takes t", &error));
    assert_true(
        spec_read_annotation(spec, "f", "f.h", 4, two_params, 2, 1, "keeps until done", &error));
    assert_true(
        spec_read_annotation(spec, "f", "f.h", 4, two_params, 2, 1, "gives task; check", &error));
  }
  expect_claims(function(spec, "f"),
                "suspends; takes t; keeps buf until done; gives task in buf; check buf");
  assert_true(function(spec, "f")->project);
  assert_int_equal(function(spec, "f")->line, 3);
  spec_destroy(spec);
}

static void annotations_know_functions_from_fields(void **state) {
  (void)state;
  struct spec *spec = spec_create();
  struct spec_error error = {0};
  assert_true(spec_read_annotation(spec, "f@/a.b/c.c", "f.h", 3, two_params, 2, SPEC_NO_PARAM,
                                   "async", &error));
  assert_true(spec_read_annotation(spec, "ops.run@/a.b/c.c", "f.h", 4, two_params, 2, SPEC_NO_PARAM,
                                   "blocks", &error));
  assert_non_null(spec_find(spec, CONTRACT_FUNCTION, "f@/a.b/c.c"));
  assert_non_null(spec_find(spec, CONTRACT_FIELD, "ops.run@/a.b/c.c"));
  spec_destroy(spec);
}

static void a_wrong_annotation_adds_nothing(void **state) {
  (void)state;
  struct spec *spec = spec_create();
  struct spec_error error = {0};
  assert_false(spec_read_annotation(spec, "f", "f.h", 7, two_params, 2, SPEC_NO_PARAM,
                                    "suspends; takes task", &error));
  assert_int_equal(error.line, 7);
  assert_string_equal(error.file, "f.h");
  assert_string_equal(error.message, "`f` has no parameter `task`");
  assert_false(
      spec_read_annotation(spec, "f", "f.h", 7, two_params, 2, SPEC_NO_PARAM, " ", &error));
  assert_int_equal(spec_count(spec), 0);
  spec_destroy(spec);
}

static void equal_specs_have_equal_digests(void **state) {
  (void)state;
  struct spec *a = read_good("constant A 1\nint f(int a)\n  blocks if a == A\n");
  struct spec *b = read_good("constant A 1\nint f(int a)\n  blocks if a == A\n");
  struct spec *c = read_good("constant A 1\nint f(int a)\n  blocks if a != A\n");
  struct spec *d = read_good("constant A 2\nint f(int a)\n  blocks if a == A\n");
  assert_true(spec_digest(a) == spec_digest(b));
  assert_true(spec_digest(a) != spec_digest(c));
  assert_true(spec_digest(a) != spec_digest(d));
  spec_destroy(a);
  spec_destroy(b);
  spec_destroy(c);
  spec_destroy(d);
}

static char *whole_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  char *text = calloc(1, 65536);
  *length = fread(text, 1, 65535, file);
  fclose(file);
  return text;
}

// Finds `# error: TEXT`: on the line it stands on, or on the next when it stands alone.
static void find_expectation(const char *text, unsigned *line, char *message, size_t size) {
  const char *mark = strstr(text, "# error: ");
  assert_non_null(mark);
  const char *start = mark;
  while (start > text && start[-1] != '\n')
    start--;
  *line = 1 + (strspn(start, " \t") == (size_t)(mark - start));
  for (const char *at = text; at < start; at++)
    *line += *at == '\n';
  snprintf(message, size, "%.*s", (int)strcspn(mark + 9, "\n"), mark + 9);
}

static void expect_refusal(const char *path) {
  size_t length = 0;
  char *text = whole_file(path, &length);
  unsigned line = 0;
  char message[256];
  find_expectation(text, &line, message, sizeof message);
  struct spec *spec = spec_create();
  struct spec_error error = {0};
  if (spec_read_file(spec, path, false, &error))
    fail_msg("%s is read without an error", path);
  if (error.line != line || strstr(error.message, message) == NULL)
    fail_msg("%s:%u: expected `%s`, got line %u: %s", path, line, message, error.line,
             error.message);
  assert_string_equal(error.file, path);
  spec_destroy(spec);
  free(text);
}

static void bad_files_fail_on_the_line_they_name(void **state) {
  (void)state;
  DIR *folder = opendir(SPEC_TESTDATA);
  assert_non_null(folder);
  unsigned count = 0;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    char path[1024];
    if (strncmp(entry->d_name, "bad_", 4) != 0)
      continue;
    snprintf(path, sizeof path, "%s/%s", SPEC_TESTDATA, entry->d_name);
    expect_refusal(path);
    count++;
  }
  closedir(folder);
  assert_true(count >= 50);
}

static void messages_follow_the_house_rule(void **state) {
  (void)state;
  DIR *folder = opendir(SPEC_TESTDATA);
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    char path[1024];
    struct spec_error error = {0};
    struct spec *spec = spec_create();
    snprintf(path, sizeof path, "%s/%s", SPEC_TESTDATA, entry->d_name);
    if (strncmp(entry->d_name, "bad_", 4) == 0 && !spec_read_file(spec, path, false, &error)) {
      size_t length = strlen(error.message);
      assert_true(error.message[0] == '`' || (error.message[0] >= 'a' && error.message[0] <= 'z'));
      assert_true(length > 0 && error.message[length - 1] != '.');
    }
    spec_destroy(spec);
  }
  closedir(folder);
}

static void unreadable_files_are_refused(void **state) {
  (void)state;
  struct spec *spec = spec_create();
  struct spec_error error = {0};
  assert_false(spec_read_file(spec, SPEC_TESTDATA "/missing.api", false, &error));
  assert_non_null(strstr(error.message, "cannot be read: "));
  assert_false(spec_read_file(spec, SPEC_TESTDATA, false, &error));
  assert_non_null(strstr(error.message, "cannot be read: "));
  assert_false(spec_read_file(spec, "/dev/zero", false, &error));
  assert_string_equal(error.message, "the file is larger than 16 MiB; split it");
  spec_destroy(spec);
}

static void nul_bytes_are_refused(void **state) {
  (void)state;
  static const char text[] = "int f(int a)\n  plain\n\0int g(void)\n";
  expect_error(text, sizeof text - 1, 3, "a NUL byte: this is no text file");
}

static void contexts_say_how_many_threads_they_have_and_how_to_get_there(void **state) {
  (void)state;
  struct spec *spec = read_good("context loop through wake\ncontext pool many\n"
                                "int f(void)\n  runs on loop\n");
  assert_true(spec_context_known(spec, "loop") && !spec_context_many(spec, "loop"));
  assert_string_equal(spec_context_through(spec, "loop"), "wake");
  assert_true(spec_context_known(spec, "pool") && spec_context_many(spec, "pool"));
  assert_null(spec_context_through(spec, "pool"));
  assert_false(spec_context_known(spec, "window") || spec_context_many(spec, "window"));
  struct spec *other = read_good("context loop through post\ncontext pool many\n"
                                 "int f(void)\n  runs on loop\n");
  assert_true(spec_digest(spec) != spec_digest(other));
  spec_destroy(other);
  spec_destroy(spec);
}

static void windows_files_are_read(void **state) {
  (void)state;
  struct spec *spec =
      read_good("\xef\xbb\xbfinclude <x.h>\r\nint f(int a,\r\n\tint b)\r\n\tfrees a\r\n\r\n");
  expect_claims(function(spec, "f"), "frees a");
  assert_string_equal(function(spec, "f")->header, "<x.h>");
  spec_destroy(spec);
}

// `count` copies of `part` between `head` and `tail`; the caller frees it.
static char *repeated(const char *head, const char *part, size_t count, const char *tail) {
  size_t step = strlen(part);
  size_t start = strlen(head);
  char *text = malloc(start + step * count + strlen(tail) + 1);
  assert_non_null(text);
  memcpy(text, head, start);
  for (size_t i = 0; i < count; i++)
    memcpy(text + start + i * step, part, step);
  strcpy(text + start + step * count, tail);
  return text;
}

static void hostile_text_is_refused(void **state) {
  (void)state;
  struct {
    const char *head, *part, *tail;
    size_t count;
    const char *message;
  } cases[] = {
      {"int f(int a)\n  ", "blocks; ", "\n", 100000, "`blocks` is claimed twice"},
      {"int f(int a)\n  blocks if ", "a == 1 or ", "a == 2\n", 100000, "at most 6 terms"},
      {"int f(", "int, ", "int)\n plain\n", 100000, "more than 128 parameters"},
      {"int f", "(", "\n plain\n", 1000000, "is not closed"},
      {"int f(", "(", ")\n plain\n", 1000000, "is not closed"},
      {"", "x", "\n", 4000000, "begins neither a prototype nor a declaration"},
      {"int f(int a)\n ", "x", "\n", 4000000, "unknown claim"},
      {"int f(int ", "x", ")\n frees y\n", 4000000, "has no parameter `y`"},
      {"int f(\n", " \n", "int a)\n", 1000000, "is not closed"},
      {"", "\xff\xfe\x01", "\n", 1000000, "does not belong into a prototype"},
      {"handle x \"", "task *", "\n", 1000000, "is not closed"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char *text = repeated(cases[i].head, cases[i].part, cases[i].count, cases[i].tail);
    struct spec *spec = spec_create();
    struct spec_error error = {0};
    assert_false(spec_read_text(spec, "hostile.api", text, strlen(text), false, &error));
    if (strstr(error.message, cases[i].message) == NULL)
      fail_msg("expected `%s` in: %s", cases[i].message, error.message);
    spec_destroy(spec);
    free(text);
  }
}

static void a_hundred_thousand_contracts_are_read(void **state) {
  (void)state;
  enum { COUNT = 100000 };
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  for (int i = 0; i < COUNT; i++)
    fprintf(out, "constant C%d %d\nint f%d(int a)\n  blocks if a == C%d\n", i, i, i, i);
  fclose(out);
  struct spec *spec = read_good(text);
  assert_int_equal(spec_count(spec), COUNT);
  assert_int_equal(contract_claim(function(spec, "f99999"), CLAIM_blocks)->when.terms[0].value,
                   99999);
  struct spec_error error = {0};
  assert_true(spec_read_text(spec, "project.api", text, 0, true, &error));
  free(text);
  spec_destroy(spec);
}

static void an_empty_file_is_an_empty_spec(void **state) {
  (void)state;
  struct spec *spec = read_good("");
  assert_int_equal(spec_count(spec), 0);
  assert_null(spec_find(spec, CONTRACT_FUNCTION, "read"));
  assert_null(contract_claim(NULL, CLAIM_blocks));
  spec_destroy(spec);
  spec_destroy(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_word_is_read_and_printed_back),
      cmocka_unit_test(claims_survive_a_round_trip),
      cmocka_unit_test(conditions_are_resolved),
      cmocka_unit_test(contexts_say_how_many_threads_they_have_and_how_to_get_there),
      cmocka_unit_test(prototypes_give_names_and_types),
      cmocka_unit_test(declarations_are_found),
      cmocka_unit_test(tails_are_kept),
      cmocka_unit_test(locks_say_what_waits_for_them),
      cmocka_unit_test(only_locks_have_a_kind),
      cmocka_unit_test(a_project_overrides_claim_by_claim),
      cmocka_unit_test(stacks_have_one_size_in_bytes),
      cmocka_unit_test(the_size_of_all_stacks_is_part_of_the_digest),
      cmocka_unit_test(plain_clears_what_was_shipped),
      cmocka_unit_test(a_shipped_contract_is_not_overridden_by_another),
      cmocka_unit_test(annotations_add_claims),
      cmocka_unit_test(annotations_know_functions_from_fields),
      cmocka_unit_test(a_wrong_annotation_adds_nothing),
      cmocka_unit_test(equal_specs_have_equal_digests),
      cmocka_unit_test(bad_files_fail_on_the_line_they_name),
      cmocka_unit_test(messages_follow_the_house_rule),
      cmocka_unit_test(unreadable_files_are_refused),
      cmocka_unit_test(nul_bytes_are_refused),
      cmocka_unit_test(windows_files_are_read),
      cmocka_unit_test(hostile_text_is_refused),
      cmocka_unit_test(a_hundred_thousand_contracts_are_read),
      cmocka_unit_test(an_empty_file_is_an_empty_spec),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
