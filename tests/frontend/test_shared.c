// SPDX-License-Identifier: MIT
// Units that share the headers they begin with: each is, byte for byte, what a parse by itself
// gives.
#include "analyzer/frontend/words.h"
#include "tests/frontend/lowering_support.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/// A front end that shares headers, and a folder for files, which is the temporary one, too.
struct sharing {
  struct frontend *frontend;
  char folder[64];
};

static struct sharing begin(void) {
  struct sharing sharing = {frontend_create(), "/tmp/shared-XXXXXX"};
  assert_non_null(mkdtemp(sharing.folder));
  setenv("TMPDIR", sharing.folder, 1);
  return sharing;
}

static void path_in(const struct sharing *sharing, const char *name, char path[128]) {
  snprintf(path, 128, "%s/%s", sharing->folder, name);
}

static void put(const struct sharing *sharing, const char *name, const char *content) {
  char path[128];
  path_in(sharing, name, path);
  FILE *out = fopen(path, "w");
  assert_non_null(out);
  fputs(content, out);
  assert_int_equal(fclose(out), 0);
}

/// A header that is long enough to be worth sharing: `text` and a comment.
static void put_long(const struct sharing *sharing, const char *name, const char *text) {
  enum { LENGTH = 200 << 10 };
  struct text content = {0};
  text_puts(&content, text);
  text_puts(&content, "\n/*");
  while (content.length < LENGTH)
    text_puts(&content, " long\n");
  text_puts(&content, "*/\n");
  put(sharing, name, content.data);
  text_free(&content);
}

/// How many files there are whose names begin with `prefix`; with `remove` they are removed.
static unsigned count_files(const struct sharing *sharing, const char *prefix, bool remove_them) {
  unsigned count = 0;
  DIR *folder = opendir(sharing->folder);
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (*entry->d_name == '.' || strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
      continue;
    count++;
    if (remove_them)
      unlinkat(dirfd(folder), entry->d_name, 0);
  }
  closedir(folder);
  return count;
}

static void end(struct sharing *sharing) {
  frontend_destroy(sharing->frontend);
  assert_int_equal(count_files(sharing, "async-lint", false), 0);
  count_files(sharing, "", true);
  assert_int_equal(rmdir(sharing->folder), 0);
  unsetenv("TMPDIR");
}

static void read_bytes(struct frontend *frontend, const struct frontend_request *request,
                       struct text *bytes) {
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct ir_unit *unit = frontend_read(frontend, &pool, request);
  assert_null(unit->failure);
  assert_null(ir_verify_unit(&pool, unit));
  ir_write_unit(bytes, unit);
  ir_pool_free(&pool);
}

/// Reads a file sharing its first steps, and by itself; both have to be the same bytes. True when
/// its headers really came from elsewhere.
static bool same_as_alone(const struct sharing *sharing, struct frontend_request request) {
  struct text shared = {0}, alone = {0};
  unsigned before = frontend_shared_units(sharing->frontend);
  read_bytes(sharing->frontend, &request, &shared);
  struct frontend *other = frontend_create();
  request.share = 0;
  request.own = 0;
  read_bytes(other, &request, &alone);
  frontend_destroy(other);
  assert_int_equal(shared.length, alone.length);
  assert_memory_equal(shared.data, alone.data, alone.length);
  text_free(&shared);
  text_free(&alone);
  return frontend_shared_units(sharing->frontend) > before;
}

static bool same_shared(const struct sharing *sharing, const char *name, unsigned steps,
                        const char *argument) {
  char path[128];
  path_in(sharing, name, path);
  const char *const arguments[] = {"-std=gnu17", argument};
  return same_as_alone(sharing, (struct frontend_request){.path = path,
                                                          .directory = sharing->folder,
                                                          .arguments = arguments,
                                                          .argument_count = argument ? 2 : 1,
                                                          .share = steps});
}

/// The same with `argument` as the unit's own: other units' headers are compiled without it.
static bool same_apart(const struct sharing *sharing, const char *name, const char *argument) {
  char path[128];
  path_in(sharing, name, path);
  const char *const arguments[] = {"-std=gnu17", argument, "-DPREFIX=OF_", "-DCOMMON"};
  return same_as_alone(sharing, (struct frontend_request){.path = path,
                                                          .directory = sharing->folder,
                                                          .arguments = arguments,
                                                          .argument_count = 4,
                                                          .share = 1,
                                                          .own = 2});
}

/// Writes the text as a file of the folder and reads it as same_shared() does.
static bool same(const struct sharing *sharing, const char *name, const char *content,
                 unsigned steps) {
  put(sharing, name, content);
  return same_shared(sharing, name, steps, NULL);
}

static const char header[] =
    "#ifndef LONG_H\n#define LONG_H\n#include <stdio.h>\n#include <unistd.h>\n"
    "// async-lint: allow-file(blocking-call) a header\n"
    "typedef struct { int n; } job;\n"
    "struct node { struct node *next; int (*run)(job *); };\n"
    "typedef struct node node_t;\n"
    "int part(int x) __attribute__((annotate(\"async-lint: blocks\")));\n"
    "int part(int x);\n"
    "static inline int half(int x) { return part(x) / 2; }\n"
    "static struct node first = {0, 0};\n"
    "#define TWICE(x) ((x) + (x))\n#define WHERE __FILE__\n"
    "static inline const char *place(void) { return __FILE__; }\n"
    "static inline int line(void) { return __LINE__; }\n#endif\n";

#define HEAD "#include \"long.h\"\n#include <string.h>\n"
#define BODY                                                                                       \
  "int run(job *j) { return part(TWICE(j->n)) + half(2) + (int)sleep(1); }\n"                      \
  "struct node mine = {&first, run};\n"                                                            \
  "int size(const node_t *n) { return n->next ? (int)strlen(WHERE) : line(); }\n"

static void units_with_the_same_headers_share_them(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put_long(&sharing, "long.h", header);
  assert_true(same(&sharing, "a.c", HEAD BODY, 2));
  assert_true(
      same(&sharing, "b.c", "// a comment\n\n" HEAD "int other(int x) { return half(x); }\n", 2));
  assert_true(same(&sharing, "c.c", HEAD BODY, 1));
  assert_true(same(&sharing, "d.c", HEAD "#include <errno.h>\nint e(void) { return errno; }\n", 2));
  assert_true(
      same(&sharing, "e.c", "#include \"long.h\" // NOLINT\n#include <string.h>\n" BODY, 2));
  assert_true(same(&sharing, "f.c", HEAD, 2));
  end(&sharing);
}

static void guarded_and_repeated_headers_are_read_as_often_as_without(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put_long(&sharing, "long.h", header);
  put(&sharing, "once.h", "#pragma once\nstatic int once(void) { return 1; }\n");
  put(&sharing, "list.h", "ENTRY(one)\nENTRY(two)\n");
  put(&sharing, "empty_list.h", "#ifdef ENTRY\nENTRY(three)\n#endif\n");
#define HEADS "#include \"long.h\"\n#include \"once.h\"\n#include \"empty_list.h\"\n"
  assert_true(same(&sharing, "a.c", HEADS "int f(void) { return once(); }\n", 3));
  assert_true(same(&sharing, "b.c",
                   HEADS "#include \"once.h\"\n#include \"long.h\"\n"
                         "#define ENTRY(name) int name(void) { return half(once()); }\n"
                         "#include \"list.h\"\n#include \"empty_list.h\"\n",
                   3));
  end(&sharing);
}

static void what_stands_before_an_include_counts(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put_long(&sharing, "long.h", "#ifdef WIDE\nlong value(void);\n#else\nint value(void);\n#endif\n");
  assert_false(same(&sharing, "a.c",
                    "#define WIDE 1\n#include \"long.h\"\nlong f(void) { return value(); }\n", 1));
  assert_true(same(&sharing, "b.c", "#include \"long.h\"\nlong f(void) { return value(); }\n", 1));
  assert_true(same(&sharing, "c.c",
                   "#if 1\n#include \"long.h\"\n#else\n#include <no.h>\n#endif\n"
                   "long f(void) { return value(); }\n",
                   1));
  assert_true(same_shared(&sharing, "b.c", 1, "-DWIDE"));
  assert_true(same_shared(&sharing, "b.c", 1, NULL));
  end(&sharing);
}

static void macros_that_headers_do_not_name_are_a_units_own(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put_long(&sharing, "long.h",
           "// TEST_1 is named in a comment only\n"
           "#ifdef WIDE\nlong value(void);\n#else\nint value(void);\n#endif\n"
           "#define JOIN(a, b) JOIN_(a, b)\n#define JOIN_(a, b) a##b\n"
           "#define SELF(x) JOIN(PREFIX, x)\n#define THREE(x) JOIN(PRE, x)\n"
           "extern int SELF(BOTH), THREE(14), SPLI\\\nCED;\n");
  put(&sharing, "a.c",
      "#include \"long.h\"\n"
      "#ifdef TEST_1\nlong one(void) { return value() + TEST_1; }\n#else\n"
      "long other(void) { return value(); }\n#endif\n");
  static const char *const apart[] = {"-DTEST_1", "-DTEST_1=7", "-DTEST_12", "-DX", "-D__GNUC__=3"};
  for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
    if (!same_apart(&sharing, "a.c", apart[i]))
      fail_msg("not shared with %s", apart[i]);
  static const char *const named[] = {"-DWIDE", "-DOF_BOTH=b", "-DPRE14=c", "-DSPLICED=s",
                                      "-DCOMMON=1"};
  for (size_t i = 0; i < sizeof named / sizeof *named; i++)
    if (same_apart(&sharing, "a.c", named[i]))
      fail_msg("shared with %s", named[i]);
  end(&sharing);
}

/// Whether `name` may be a word of `text`.
static bool may_name(const char *text, const char *name) {
  struct words *words = xcalloc(1, sizeof *words);
  words_add(words, text, strlen(text));
  bool may = words_may_name(words, name, strlen(name));
  free(words);
  return may;
}

static void words_of_headers_are_found(void **state) {
  (void)state;
  assert_true(may_name("#if defined(NAME)\n", "NAME"));
  assert_true(may_name("\"NAME\"", "NAME"));
  assert_true(may_name("NA\\\nME", "NAME"));
  assert_true(may_name("NA\\ \r\nME", "NAME"));
  assert_true(may_name("NA ME", "NAME"));
  assert_true(may_name("M A \"N\" 'E'", "NAME"));
  assert_true(may_name("NAME_", "NAME_14UL"));
  assert_true(may_name("1'0 \"/*\" NAME \"*/\"", "NAME"));
  assert_true(may_name("\"\\\n/*\" NAME \"*/\"", "NAME"));
  assert_true(may_name("\"a\\\r\n/*\" NAME \"*/\"", "NAME"));
  assert_true(may_name("/* *\\\n/ NAME /* */", "NAME"));
  assert_true(may_name("// ?\?/\nNAME", "NAME"));
  assert_true(may_name("// what?\?/", "NAME"));
  assert_true(may_name("", "f(x)"));
  assert_true(may_name("", "\xc3\xa4"));
  assert_true(may_name("", ""));
  assert_true(may_name("x", "1"));
}

static void other_words_are_told_apart(void **state) {
  (void)state;
  assert_false(may_name("", "NAME"));
  assert_false(may_name("/* NAME */ // NAME\n", "NAME"));
  assert_false(may_name("/* NAME\\\n NAME *\\\n\\* NAME */", "NAME"));
  assert_false(may_name("NAMES name _NAME NAM ME 0NAME", "NAME"));
  assert_false(may_name("1 2 L UL", "NAME_1L"));
}

static void what_depends_on_more_than_the_text_before_it_is_not_shared(void **state) {
  (void)state;
  static const char *const headers[] = {
      "static inline int n(void) { return __COUNTER__; }\n",
      "static inline const char *n(void) { return __BASE_FILE__; }\n",
      "#define X 1\n#pragma push_macro(\"X\")\n#undef X\n#define X 2\n",
      "int missing_type(undeclared x);\n",
      "int open_at_its_end(int x) {\n",
      "#include \"a.c\"\n",
  };
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
    struct sharing sharing = begin();
    put_long(&sharing, "long.h", headers[i]);
    assert_false(same(&sharing, "a.c",
                      "#ifndef A\n#define A\n#include \"long.h\"\n#endif\n"
                      "int f(void) { return __COUNTER__; }\n",
                      1));
    assert_false(same(&sharing, "b.c",
                      "#include \"long.h\"\n#pragma pop_macro(\"X\")\n"
                      "int g(void) { return __COUNTER__; }\n",
                      1));
    end(&sharing);
  }
}

static void steps_that_depend_on_their_place_are_not_shared(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put_long(&sharing, "long.h", header);
  assert_false(same(&sharing, "a.c", "#if __LINE__ > 2\n#include \"long.h\"\n#endif\nint x;\n", 1));
  assert_false(
      same(&sharing, "b.c", "\n\n#if __LINE__ > 2\n#include \"long.h\"\n#endif\nint x;\n", 1));
  end(&sharing);
}

static void counters_of_the_file_itself_go_on_as_without(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put_long(&sharing, "long.h", header);
  assert_true(same(&sharing, "a.c",
                   HEAD "int f(void) { return __COUNTER__ + __COUNTER__ + __LINE__; }\n", 2));
  assert_true(same(&sharing, "b.c",
                   HEAD "int f(void) { return __COUNTER__ + __COUNTER__ + __LINE__; }\n", 2));
  end(&sharing);
}

static void files_that_include_files_are_read_whole(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put_long(&sharing, "long.h", header);
  assert_true(same(&sharing, "a.c", HEAD "int from_a(void) { return half(1); }\n", 2));
  assert_true(
      same(&sharing, "b.c", HEAD "#include \"a.c\"\nint g(void) { return from_a(); }\n", 2));
  assert_false(same(&sharing, "c.c",
                    HEAD "#ifndef AGAIN\n#define AGAIN\n#include \"c.c\"\n#else\n"
                         "int again(void) { return half(1); }\n#endif\n",
                    2));
  end(&sharing);
}

static void a_header_that_changes_is_read_again(void **state) {
  (void)state;
  struct sharing sharing = begin();
  char path[128];
  put_long(&sharing, "long.h", "int value(int x);\n");
  assert_true(same(&sharing, "a.c", "#include \"long.h\"\nint f(void) { return value(1); }\n", 1));
  put_long(&sharing, "long.h", "int value(int x, int y);\nint more(void);\n");
  assert_false(
      same(&sharing, "b.c", "#include \"long.h\"\nint f(void) { return value(1, more()); }\n", 1));
  path_in(&sharing, "long.h", path);
  unlink(path);
  assert_false(same_shared(&sharing, "b.c", 1, NULL));
  end(&sharing);
}

static void a_link_to_a_header_keeps_its_name(void **state) {
  (void)state;
  struct sharing sharing = begin();
  char path[128];
  put_long(&sharing, "real.h", header);
  path_in(&sharing, "long.h", path);
  assert_int_equal(symlink("real.h", path), 0);
  assert_true(same(&sharing, "a.c", HEAD BODY, 2));
  assert_true(same(&sharing, "b.c", HEAD BODY "#include \"real.h\"\n", 2));
  end(&sharing);
}

static void short_headers_are_not_worth_it(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put(&sharing, "short.h", "int value(void);\n");
  assert_false(same(&sharing, "a.c", "#include \"short.h\"\nint f(void) { return value(); }\n", 1));
  end(&sharing);
}

static void more_headers_than_are_kept_are_all_right(void **state) {
  (void)state;
  struct sharing sharing = begin();
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < 20; i++) {
      char name[32], text[128];
      snprintf(name, sizeof name, "long_%d.h", i);
      snprintf(text, sizeof text, "int value_%d(void);\n", i);
      put_long(&sharing, name, text);
      snprintf(text, sizeof text, "#include \"long_%d.h\"\nint f(void) { return value_%d(); }\n", i,
               i);
      snprintf(name, sizeof name, "a_%d.c", i);
      same(&sharing, name, text, 1);
    }
  assert_int_equal(frontend_shared_units(sharing.frontend), 40);
  end(&sharing);
}

static void every_construct_is_the_same_with_shared_headers(void **state) {
  (void)state;
  struct sharing sharing = begin();
  DIR *folder = opendir(TESTDATA);
  unsigned count = 0;
  assert_non_null(folder);
  put_long(&sharing, "long.h", header);
  for (struct dirent *entry; (entry = readdir(folder));) {
    const char *dot = strrchr(entry->d_name, '.');
    if (!dot || strcmp(dot, ".c") != 0)
      continue;
    char path[512];
    struct text content = {0}, whole = {0};
    snprintf(path, sizeof path, "%s/%s", TESTDATA, entry->d_name);
    assert_true(text_read_file(&content, path, 1 << 20));
    text_printf(&whole, "#include \"long.h\"\n%s", text_get(&content));
    put(&sharing, entry->d_name, whole.data);
    same_shared(&sharing, entry->d_name, 1, "-I" TESTDATA);
    text_free(&content);
    text_free(&whole);
    count++;
  }
  closedir(folder);
  assert_true(count > 10);
  assert_true(frontend_shared_units(sharing.frontend) > count / 2);
  end(&sharing);
}

/// Whether the unit was lowered without its headers, which must make no difference.
static bool headless(const struct sharing *sharing, const char *name, const char *content) {
  unsigned before = frontend_behind_units(sharing->frontend);
  assert_true(same(sharing, name, content, 1));
  return frontend_behind_units(sharing->frontend) > before;
}

static void shared_headers_are_lowered_once(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put(&sharing, "macros.h", "#undef TWICE\n#define TWICE(x) ((x) * 2)\n");
  put_long(
      &sharing, "long.h",
      "#include \"macros.h\"\n#include <stdio.h>\n"
      "struct job { int n; int (*run)(int) __attribute__((annotate(\"async-lint: blocks\"))); };\n"
      "typedef struct { int (*cb)(struct job *); } ops_t;\n"
      "int part(int x) __attribute__((annotate(\"async-lint: blocks\")));\n"
      "void end(int);\nstatic int later(int);\nextern int count[];\n"
      "static inline int half(struct job *j) { if (j->n) end(1); return j->run(part(j->n)); }\n"
      "static inline int use(void) { return later(count[1]); }\n"
      "static ops_t table = {half};\n"
      "// async-lint: allow-file(blocking-call) a header\n");
#define LONG "#include \"long.h\"\n"
#define LATER "static int later(int x) { return x; }\n"
  assert_true(
      headless(&sharing, "a.c", LONG "int f(struct job *j) { return half(j) + part(1); }\n"));
  assert_true(headless(&sharing, "b.c",
                       LONG "#include \"macros.h\"\n"
                            "int part(int named) { printf(\"x\"); return TWICE(named); }\n"
                            "int g(ops_t *o, struct job *j) { return o->cb(j) + table.cb(j); }\n"));
  assert_true(headless(&sharing, "h.c", LONG "int h(void) { return use() + undeclared(1); }\n"));
  assert_false(headless(&sharing, "c.c", LONG LATER));
  assert_false(headless(&sharing, "d.c", LONG "void end(int) __attribute__((noreturn));\n"));
  assert_false(headless(&sharing, "e.c", LONG "typedef struct job job_t;\n"));
  assert_false(headless(&sharing, "f.c", LONG "int count[4];\n"));
  assert_false(headless(&sharing, "g.c", LONG LONG));
  end(&sharing);
}

static void shared_headers_with_an_array_to_be_completed_are_lowered_each_time(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put_long(&sharing, "long.h",
           "static int rows[];\nstatic inline int f(void) { return rows[0]; }\n");
  assert_false(headless(&sharing, "a.c", LONG "int g(void) { return f(); }\n"));
  assert_false(
      headless(&sharing, "b.c", LONG "static int rows[3];\nint g(void) { return f(); }\n"));
  end(&sharing);
}

static void what_a_killed_process_left_is_removed(void **state) {
  (void)state;
  struct sharing sharing = begin();
  char left[128], file[160], used[128];
  path_in(&sharing, "async-lint-headers-left00", left);
  path_in(&sharing, "async-lint-headers-used00", used);
  snprintf(file, sizeof file, "%s/pch.temp-stream-1234", left);
  assert_int_equal(mkdir(left, 0700), 0);
  assert_int_equal(mkdir(used, 0700), 0);
  FILE *out = fopen(file, "w");
  assert_non_null(out);
  fclose(out);
  int lock = open(used, O_RDONLY | O_DIRECTORY);
  assert_int_equal(flock(lock, LOCK_EX), 0);
  if (fork() == 0) { // a process sweeps once
    put_long(&sharing, "long.h", header);
    put(&sharing, "a.c", HEAD BODY);
    _exit(same_shared(&sharing, "a.c", 2, NULL) ? 0 : 1);
  }
  int status;
  assert_true(wait(&status) > 0 && status == 0);
  assert_int_not_equal(access(left, F_OK), 0);
  assert_int_equal(access(used, F_OK), 0);
  close(lock);
  assert_int_equal(rmdir(used), 0);
  end(&sharing);
}

static void without_a_temporary_folder_units_are_read_by_themselves(void **state) {
  (void)state;
  struct sharing sharing = begin();
  put_long(&sharing, "long.h", header);
  setenv("TMPDIR", "/nonexistent", 1);
  assert_false(same(&sharing, "a.c", HEAD BODY, 2));
  assert_false(same(&sharing, "b.c", HEAD BODY, 2));
  end(&sharing);
}

int run_shared_tests(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_killed_process_left_is_removed), // first: a process sweeps once
      cmocka_unit_test(units_with_the_same_headers_share_them),
      cmocka_unit_test(shared_headers_are_lowered_once),
      cmocka_unit_test(shared_headers_with_an_array_to_be_completed_are_lowered_each_time),
      cmocka_unit_test(guarded_and_repeated_headers_are_read_as_often_as_without),
      cmocka_unit_test(what_stands_before_an_include_counts),
      cmocka_unit_test(macros_that_headers_do_not_name_are_a_units_own),
      cmocka_unit_test(words_of_headers_are_found),
      cmocka_unit_test(other_words_are_told_apart),
      cmocka_unit_test(what_depends_on_more_than_the_text_before_it_is_not_shared),
      cmocka_unit_test(steps_that_depend_on_their_place_are_not_shared),
      cmocka_unit_test(counters_of_the_file_itself_go_on_as_without),
      cmocka_unit_test(files_that_include_files_are_read_whole),
      cmocka_unit_test(a_header_that_changes_is_read_again),
      cmocka_unit_test(a_link_to_a_header_keeps_its_name),
      cmocka_unit_test(short_headers_are_not_worth_it),
      cmocka_unit_test(more_headers_than_are_kept_are_all_right),
      cmocka_unit_test(every_construct_is_the_same_with_shared_headers),
      cmocka_unit_test(without_a_temporary_folder_units_are_read_by_themselves),
  };
  return cmocka_run_group_tests_name("frontend.shared", tests, NULL, NULL);
}
