// SPDX-License-Identifier: MIT
// Units that stay parsed: what is read again with a precompiled preamble is, byte for byte, what a
// fresh parse of the same texts gives.
#include "tests/frontend/lowering_support.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// A front end that keeps its units, and a folder for files.
struct editor {
  struct frontend *keeping;
  char folder[64];
  struct text main_path, header_path;
};

static struct editor open_editor(void) {
  struct editor editor = {.keeping = frontend_create(), .folder = "/tmp/kept-XXXXXX"};
  assert_non_null(mkdtemp(editor.folder));
  text_printf(&editor.main_path, "%s/main.c", editor.folder);
  text_printf(&editor.header_path, "%s/part.h", editor.folder);
  return editor;
}

static void close_editor(struct editor *editor) {
  unlink(editor->main_path.data);
  unlink(editor->header_path.data);
  rmdir(editor->folder);
  text_free(&editor->main_path);
  text_free(&editor->header_path);
  frontend_destroy(editor->keeping);
}

static void write_file(const char *path, const char *content) {
  FILE *out = fopen(path, "w");
  assert_non_null(out);
  fputs(content, out);
  assert_int_equal(fclose(out), 0);
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

/// Reads the request from what is kept, and afresh; both have to be the same bytes.
static void same_as_fresh(struct editor *editor, struct frontend_request request) {
  static const char *const arguments[] = {"-std=gnu17"};
  struct text kept = {0}, fresh = {0};
  if (!request.arguments) {
    request.arguments = arguments;
    request.argument_count = 1;
  }
  request.directory = editor->folder;
  request.keep = true;
  read_bytes(editor->keeping, &request, &kept);
  frontend_warm(editor->keeping);
  struct frontend *other = frontend_create();
  request.keep = false;
  read_bytes(other, &request, &fresh);
  frontend_destroy(other);
  assert_int_equal(kept.length, fresh.length);
  assert_memory_equal(kept.data, fresh.data, fresh.length);
  text_free(&kept);
  text_free(&fresh);
}

static void read_texts(struct editor *editor, const char *main_text, const char *header_text) {
  struct frontend_text texts[2];
  unsigned count = 0;
  if (main_text)
    texts[count++] = (struct frontend_text){editor->main_path.data, main_text, strlen(main_text)};
  if (header_text)
    texts[count++] =
        (struct frontend_text){editor->header_path.data, header_text, strlen(header_text)};
  same_as_fresh(editor, (struct frontend_request){
                            .path = editor->main_path.data, .texts = texts, .text_count = count});
}

#define HEAD "#include <stdio.h>\n#include <unistd.h>\n#include \"part.h\"\n"
#define BODY "int one(void) { return part(1) + (int)sleep(1); }\n"

static const char header[] = "// async-lint: allow-file(blocking-call) a header\n"
                             "int part(int x) __attribute__((annotate(\"async-lint: blocks\")));\n"
                             "struct ops { int (*run)(int); };\n"
                             "static inline int half(int x) { return part(x) / 2; }\n";

static void edits_below_the_includes_give_what_a_fresh_parse_gives(void **state) {
  (void)state;
  struct editor editor = open_editor();
  write_file(editor.header_path.data, header);
  write_file(editor.main_path.data, HEAD BODY);
  read_texts(&editor, NULL, NULL);
  read_texts(&editor, HEAD BODY "int two(void) { return half(2); }\n", NULL);
  read_texts(&editor, HEAD "struct ops all = {part};\n" BODY, NULL);
  read_texts(&editor, HEAD BODY "#include <string.h>\nint l(char *s) { return (int)strlen(s); }\n",
             NULL);
  read_texts(&editor, HEAD BODY "#include \"part.h\"\n", NULL);
  read_texts(&editor, HEAD BODY, NULL);
  close_editor(&editor);
}

static void edits_of_the_includes_are_seen(void **state) {
  (void)state;
  struct editor editor = open_editor();
  write_file(editor.header_path.data, header);
  write_file(editor.main_path.data, HEAD BODY);
  read_texts(&editor, NULL, NULL);
  read_texts(&editor, "#include <unistd.h>\n#include \"part.h\"\n" BODY, NULL);
  read_texts(&editor, "#define X 1\n" HEAD "#if X\n#include <poll.h>\n#endif\n" BODY, NULL);
  read_texts(&editor, "// a comment\n" HEAD "/* and one more */\n" BODY, NULL);
  read_texts(&editor, BODY, NULL);
  read_texts(&editor, "", NULL);
  read_texts(&editor, HEAD BODY, NULL);
  close_editor(&editor);
}

static void unsaved_headers_are_read(void **state) {
  (void)state;
  struct editor editor = open_editor();
  write_file(editor.header_path.data, header);
  write_file(editor.main_path.data, HEAD BODY);
  read_texts(&editor, NULL, NULL);
  read_texts(&editor, HEAD BODY, "int part(int x);\nint half(int x);\n");
  read_texts(&editor, HEAD BODY BODY, "int part(int x);\nint half(int x);\n");
  read_texts(&editor, HEAD BODY, "int part(int x, int y);\n");
  read_texts(&editor, HEAD BODY, NULL);
  close_editor(&editor);
}

static void headers_saved_by_others_are_read_again(void **state) {
  (void)state;
  struct editor editor = open_editor();
  write_file(editor.header_path.data, header);
  write_file(editor.main_path.data, HEAD BODY);
  read_texts(&editor, HEAD BODY, NULL);
  write_file(editor.header_path.data, "int part(int);\nint more(void);\n");
  read_texts(&editor, HEAD BODY "int m(void) { return more(); }\n", NULL);
  close_editor(&editor);
}

static void a_file_that_was_never_saved_is_read(void **state) {
  (void)state;
  struct editor editor = open_editor();
  read_texts(&editor, "#include \"part.h\"\n" BODY,
             "int part(int x);\nunsigned sleep(unsigned);\n");
  read_texts(&editor, "#include \"part.h\"\n" BODY "int z;\n",
             "int part(int x);\nunsigned sleep(unsigned);\n");
  close_editor(&editor);
}

static void broken_code_gives_what_a_fresh_parse_gives(void **state) {
  (void)state;
  struct editor editor = open_editor();
  write_file(editor.header_path.data, header);
  write_file(editor.main_path.data, HEAD BODY);
  read_texts(&editor, NULL, NULL);
  read_texts(&editor, HEAD "int one(void) { return part(1", NULL);
  read_texts(&editor, HEAD BODY "} } }\n", NULL);
  read_texts(&editor, HEAD "#include \"missing.h\"\n" BODY, NULL);
  read_texts(&editor, HEAD "#include \"missing.h\"\n" BODY BODY, NULL);
  read_texts(&editor, HEAD "#if 1\n" BODY, NULL);
  read_texts(&editor, HEAD "/* open comment\n" BODY, NULL);
  read_texts(&editor, HEAD BODY "\"open string\n", NULL);
  close_editor(&editor);
}

static void headers_that_are_open_at_their_end_are_read_with_the_file(void **state) {
  (void)state;
  static const char *const headers[] = {
      "static",          "struct part { int x;\n", "int part(int x) {\n",
      "int part(int x)", "typedef int num",        "/* open\n",
      "#if 0\n",         "enum e { A, B\n",        "int part(int x);\n"};
  struct editor editor = open_editor();
  write_file(editor.header_path.data, header);
  write_file(editor.main_path.data, HEAD BODY);
  read_texts(&editor, NULL, NULL);
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
    for (int round = 0; round < 4; round++)
      read_texts(&editor, round % 2 ? HEAD BODY : HEAD " int other; }; " BODY, headers[i]);
  close_editor(&editor);
}

static void more_files_than_are_kept_are_all_right(void **state) {
  (void)state;
  struct editor editor = open_editor();
  static const char text[] = "#include <stddef.h>\nint f(void) { return 1; }\n";
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < 15; i++) {
      char path[128];
      snprintf(path, sizeof path, "%s/%d.c", editor.folder, i);
      struct frontend_text one = {path, text, sizeof text - 1};
      same_as_fresh(&editor,
                    (struct frontend_request){.path = path, .texts = &one, .text_count = 1});
    }
  close_editor(&editor);
}

/// Reads a file of testdata twice: the second time, with a line more, from what is kept.
static void read_twice(struct editor *editor, const char *path) {
  static const char *const arguments[] = {"-std=gnu17", "-D_GNU_SOURCE"};
  struct text content = {0};
  assert_true(text_read_file(&content, path, 1 << 20));
  struct frontend_request request = {.path = path, .arguments = arguments, .argument_count = 2};
  same_as_fresh(editor, request);
  text_puts(&content, "\nint a_line_more(void);\n");
  struct frontend_text text = {path, content.data, content.length};
  request.texts = &text;
  request.text_count = 1;
  same_as_fresh(editor, request);
  text_free(&content);
}

static void every_construct_is_the_same_from_what_is_kept(void **state) {
  (void)state;
  struct editor editor = open_editor();
  DIR *folder = opendir(TESTDATA);
  unsigned count = 0;
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder));) {
    const char *dot = strrchr(entry->d_name, '.');
    if (!dot || strcmp(dot, ".c") != 0)
      continue;
    char path[512];
    snprintf(path, sizeof path, "%s/%s", TESTDATA, entry->d_name);
    read_twice(&editor, path);
    count++;
  }
  closedir(folder);
  assert_true(count > 10);
  close_editor(&editor);
}

// ---- what is behind the headers ----

/// The header, and texts that are typed one after the other; how many of them were lowered without
/// the header.
struct typing {
  const char *header;
  const char *texts[6];
  unsigned behind;
};

static void type_all(const struct typing *typing) {
  struct editor editor = open_editor();
  write_file(editor.header_path.data, typing->header);
  const struct timespec long_ago[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
  assert_int_equal(utimensat(AT_FDCWD, editor.header_path.data, long_ago, 0), 0);
  write_file(editor.main_path.data, "#include \"part.h\"\n");
  for (size_t i = 0; i < 6 && typing->texts[i]; i++) {
    struct text text = {0};
    text_printf(&text, "#include \"part.h\"\n%s", typing->texts[i]);
    read_texts(&editor, text.data, NULL);
    text_free(&text);
  }
  assert_int_equal(frontend_behind_units(editor.keeping), typing->behind);
  close_editor(&editor);
}

#define WORDS(words) "__attribute__((annotate(\"async-lint: " words "\")))"

static void headers_are_lowered_once(void **state) {
  (void)state;
  type_all(&(struct typing){
      "struct job { int n; int (*run)(int) " WORDS(
          "suspends") "; };\n"
                      "typedef struct { int (*cb)(struct job *); } ops_t;\n"
                      "typedef int (*done_t)(int) " WORDS(
                          "blocks") ";\n"
                                    "int part(int x) " WORDS(
                                        "blocks") ";\n"
                                                  "void *alloc(unsigned long) "
                                                  "__attribute__((warn_unused_result));\n"
                                                  "static inline int half(struct job *j) { return "
                                                  "j->run(part(j->n)) / 2; }\n"
                                                  "static int own(int x) { return x + 1; }\n"
                                                  "static ops_t table = {half};\n"
                                                  "extern int shown[4];\n",
      {"int f(struct job *j) { return half(j) + part(1); }\n",
       "int f(struct job *j) { return half(j) + part(2) + own(3); }\n",
       "int part(int y) { return y; }\n"
       "int g(ops_t *o, struct job *j) { return o->cb(j) + j->run(shown[1]) + table.cb(j); }\n",
       "int part(int y);\nvoid *h(done_t d) { d(1); return __builtin_alloca(alloc(1) != 0); }\n",
       "struct node { int (*run)(int) " WORDS(
           "blocks") "; };\nstruct node all = {own};\n"
                     "int printf(const char *, ...);\nint k(struct node *n) { return "
                     "n->run(printf(\"x\")); }\n"},
      4});
}

static void what_the_file_says_of_a_function_of_the_header_is_added(void **state) {
  (void)state;
  type_all(&(struct typing){
      "int part(int x);\nint part(int count) " WORDS(
          "blocks") ";\n"
                    "int old();\nint quiet(int);\nint again(int);\nvoid end(int);\n",
      {"int z;\n", "int part(int size " WORDS("takes") ") " WORDS("suspends") ";\n",
       "int quiet(int named) " WORDS(
           "blocks") " { return named; }\nint old(a) int a; { return a; }\n",
       "void end(int) __attribute__((noreturn));\nint f(void) { end(1); }\n",
       "__attribute__((warn_unused_result)) int again(int);\nint part(int last) { return last; "
       "}\n"},
      4});
}

// Each of the first texts says of the header's part something that its code depends on.
static void what_the_file_says_about_code_of_the_header_makes_it_lowered_again(void **state) {
  (void)state;
  static const struct typing typings[] = {
      // a symbol: where a static function is defined
      {"static int later(int);\nstatic inline int use(void) { return later(1); }\n",
       {"int z;\n", "static int later(int x) { return x; }\n",
        "static int later(int x) { return x + 1; }\n", "int z;\n"},
       1},
      // a call after which nothing comes
      {"void end(int);\nstatic inline int use(int x) { if (x) end(1); return x; }\n",
       {"int z;\n", "void end(int) __attribute__((noreturn));\n",
        "void end(int) __attribute__((noreturn));\nint y;\n", "void end(int);\n"},
       1},
      // the name of a record
      {"struct job { int n; };\nstatic inline int use(struct job *j) { return j->n; }\n",
       {"int z;\n", "typedef struct job job_t;\n", "typedef struct job job_t;\nint y;\n",
        "typedef struct job work_t;\n", "typedef struct job work_t;\nint x;\n"},
       2},
      // the size of an array
      {"static int rows[];\nstatic inline int use(void) { return rows[0]; }\n",
       {"static int rows[5];\n", "int z;\nstatic int rows[5];\n", "int z;\n"},
       0},
      // whether a variable is of a thread; what it points to
      {"extern int count[];\nstatic inline int use(void) { return count[0]; }\n",
       {"int z;\n", "int count[7];\n", "int count[7];\nint y;\n"},
       1},
  };
  for (size_t i = 0; i < sizeof typings / sizeof *typings; i++)
    type_all(&typings[i]);
}

static void what_is_shown_with_the_headers_only_is_not_missed(void **state) {
  (void)state;
  static const struct typing typings[] = {
      {"int part(int);\n",
       {"int z;\n",
        "struct made { int (*run)(int) " WORDS("blocks") "; } make(void) { struct made m = {0}; "
                                                         "return m; }\n",
        "int z;\n"},
       1},
      {"int part(int);\n",
       {"int z;\n", "int size = sizeof(struct made { int (*run)(int) " WORDS("blocks") "; });\n",
        "int z;\n"},
       0},
      {"int part(int);\n", {"int z;\n", "#pragma weak part = other\n", "int z;\n"}, 0},
  };
  for (size_t i = 0; i < sizeof typings / sizeof *typings; i++)
    type_all(&typings[i]);
}

static void what_contradicts_the_header_gives_what_a_fresh_parse_gives(void **state) {
  (void)state;
  type_all(&(struct typing){
      "int part(int x);\nstatic inline int half(int x) { return part(x) / 2; }\n"
      "struct job { int n; };\ntypedef int num;\nextern int shown;\nenum { ONE = 1 };\n"
      "static inline int deep(void) { extern int inner(int); return inner(1); }\n",
      {"int z;\n", "int part(char *x, int y) { return y; }\nint f(void) { return part(1); }\n",
       "static inline int half(int x) { return x; }\nint f(void) { return half(ONE); }\n",
       "struct job { int m; };\ntypedef char num;\nchar shown;\nint half;\n",
       "int inner(int x) { return x; }\nint g(void) { return inner(2); }\n",
       "int g(void) { extern int inner(int), part(int), other(int); return inner(2) + part(1) + "
       "other(3); }\n"},
      1});
}

static void headers_that_are_read_on_both_sides_are_lowered_each_time(void **state) {
  (void)state;
  type_all(&(struct typing){
      "#ifdef NAME\nint NAME(int x) { return x; }\n#else\nint part(int x);\n#endif\n",
      {"#define NAME one\n#include \"part.h\"\n", "#define NAME two\n#include \"part.h\"\n",
       "#define NAME two\n#include \"part.h\"\nint z;\n"},
      0});
}

static void records_of_macros_are_told_apart(void **state) {
  (void)state;
  type_all(&(struct typing){
      "#define PAIR(a, b) typedef struct { int (*run)(int) " WORDS(
          "blocks") "; } a; "
                    "typedef struct { int (*run)(int); struct { int (*in)(int); } u; } b\n"
                    "PAIR(first, second);\nstruct hidden;\n"
                    "static inline int use(first *f) { return f->run(1); }\n",
      {"int f(first *a, second *b) { return a->run(1) + b->run(2) + b->u.in(3); }\n",
       "int f(first *a, second *b) { return a->run(2) + b->run(3) + b->u.in(4); }\n",
       "struct hidden { int n; };\nint f(second *b) { return b->run(3); }\n"},
      1});
}

static void an_error_in_a_macro_of_the_file_is_one_of_the_file(void **state) {
  (void)state;
  type_all(&(struct typing){
      "#define CHECK(x) do { if (!(x)) part(0); } while (0)\nint part(int x);\n",
      {"int f(int n) { CHECK(n); return n; }\n", "int f(int n) { CHECK(n +); return n; }\n",
       "int f(int n) { CHECK(n + m); return n; }\n", "int f(int n) { CHECK(n + 1); return n; }\n"},
      3});
}

static void a_file_that_was_missing_below_is_read_when_it_is_there(void **state) {
  (void)state;
  static const char text[] =
      "#include <stddef.h>\nint a;\n#include \"part.h\"\nint b(void) { return "
      "part(1); }\n";
  struct editor editor = open_editor();
  write_file(editor.main_path.data, text);
  read_texts(&editor, text, NULL);
  read_texts(&editor, text, NULL);
  write_file(editor.header_path.data, header);
  read_texts(&editor, text, NULL);
  read_texts(&editor, text, NULL);
  close_editor(&editor);
}

int run_kept_tests(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(edits_below_the_includes_give_what_a_fresh_parse_gives),
      cmocka_unit_test(edits_of_the_includes_are_seen),
      cmocka_unit_test(unsaved_headers_are_read),
      cmocka_unit_test(headers_saved_by_others_are_read_again),
      cmocka_unit_test(a_file_that_was_never_saved_is_read),
      cmocka_unit_test(broken_code_gives_what_a_fresh_parse_gives),
      cmocka_unit_test(headers_that_are_open_at_their_end_are_read_with_the_file),
      cmocka_unit_test(more_files_than_are_kept_are_all_right),
      cmocka_unit_test(every_construct_is_the_same_from_what_is_kept),
      cmocka_unit_test(headers_are_lowered_once),
      cmocka_unit_test(what_the_file_says_of_a_function_of_the_header_is_added),
      cmocka_unit_test(what_the_file_says_about_code_of_the_header_makes_it_lowered_again),
      cmocka_unit_test(what_is_shown_with_the_headers_only_is_not_missed),
      cmocka_unit_test(what_contradicts_the_header_gives_what_a_fresh_parse_gives),
      cmocka_unit_test(headers_that_are_read_on_both_sides_are_lowered_each_time),
      cmocka_unit_test(records_of_macros_are_told_apart),
      cmocka_unit_test(an_error_in_a_macro_of_the_file_is_one_of_the_file),
      cmocka_unit_test(a_file_that_was_missing_below_is_read_when_it_is_there),
  };
  return cmocka_run_group_tests_name("frontend.kept", tests, NULL, NULL);
}
