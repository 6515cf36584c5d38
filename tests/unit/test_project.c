// SPDX-License-Identifier: MIT
// Compile databases and command lines: which units come out, with which arguments, and what is said
// of a database that is wrong.
#include "analyzer/project/arguments.h"
#include "analyzer/project/project.h"
#include "analyzer/project/queue.h"
#include "analyzer/project/sharing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static void write_file(const char *name, const char *content) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(content, file);
  fclose(file);
}

/// What project_open says of a database with this content.
static bool open_text(struct project *project, const char *content, struct text *error) {
  *error = (struct text){0};
  write_file("compile_commands.json", content);
  return project_open(project, folder, error);
}

/// The arguments kept of a command line, joined by `|`.
static char *keep(const char *command, const char *file, struct command_facts *facts) {
  struct arena arena = {0};
  struct arguments words = {.arena = &arena}, kept = {.arena = &arena};
  arguments_split(&words, command);
  arguments_expand(&words, folder);
  struct command_facts found = arguments_keep(&kept, &words, file);
  if (facts)
    *facts = found;
  struct text joined = {0};
  for (uint32_t i = 0; i < kept.count; i++)
    text_printf(&joined, "%s%s", i ? "|" : "", kept.items[i]);
  char *result = xstrdup(text_get(&joined));
  text_free(&joined);
  arena_free(&arena);
  return result;
}

static void keeps(const char *command, const char *expected) {
  char *kept = keep(command, "a.c", NULL);
  assert_string_equal(kept, expected);
  free(kept);
}

/// A file has one path, whichever links lead to it.
static void links_are_resolved_in_folders_and_files(void **state) {
  (void)state;
  static const char entry[] =
      "{\"directory\": \".\", \"file\": \"%s\", \"command\": \"cc -c x.c\"}";
  static const struct {
    const char *file, *path; // the path below the folder
  } files[] = {
      {"real/a.c", "real/a.c"},         {"link/b.c", "real/b.c"},
      {"link/../real/c.c", "real/c.c"}, {"real//d.c", "real/d.c"},
      {"real/to_e.c", "real/e.c"},      {"link/to_f.c", "f.c"},
      {"./link/gone.c", "link/gone.c"}, {"nowhere/../real/h.c", "real/h.c"},
  };
  enum { FILES = sizeof files / sizeof *files };
  char path[512], place[512];
  struct text database = {0}, error;
  struct project project = {0};
  snprintf(path, sizeof path, "%s/real", folder);
  assert_int_equal(mkdir(path, 0755), 0);
  for (const char *const *name =
           (const char *const[]){"real/a.c", "real/b.c", "real/c.c", "real/d.c", "real/e.c", "f.c",
                                 "real/h.c", NULL};
       *name; name++)
    write_file(*name, "");
  for (const char *const *link = (const char *const[]){"real", "link", "e.c", "real/to_e.c",
                                                       "../f.c", "real/to_f.c", NULL};
       *link; link += 2) {
    snprintf(place, sizeof place, "%s/%s", folder, link[1]);
    assert_int_equal(symlink(link[0], place), 0);
  }
  for (unsigned i = 0; i < FILES; i++) {
    text_puts(&database, i ? "," : "[");
    text_printf(&database, entry, files[i].file);
  }
  text_puts(&database, "]");
  assert_true(open_text(&project, database.data, &error));
  for (unsigned i = 0; i < FILES; i++) {
    bool found = false;
    snprintf(path, sizeof path, "%s/%s", folder, files[i].path);
    for (uint32_t k = 0; k < project.count; k++)
      found = found || !strcmp(project.units[k].path, path);
    if (!found)
      fail_msg("%s is not among the units", path);
  }
  assert_int_equal(project.count, FILES);
  text_free(&database);
  project_free(&project);
}

static void words_are_split_as_a_shell_does(void **state) {
  (void)state;
  struct arena arena = {0};
  struct arguments words = {.arena = &arena};
  arguments_split(&words, "  cc 'a b' \"c\\\"d\\e\" f\\ g '' x'y'\"z\" ");
  static const char *const expected[] = {"cc", "a b", "c\"d\\e", "f g", "", "xyz"};
  assert_int_equal(words.count, 6);
  for (uint32_t i = 0; i < 6; i++)
    assert_string_equal(words.items[i], expected[i]);
  arena_free(&arena);
}

static void only_what_decides_how_c_is_read_is_kept(void **state) {
  (void)state;
  keeps("cc -I inc -Iother -isystem /s -isystem/t -DX=1 -D Y -UZ -std=gnu11 -c -o a.o a.c",
        "-Iinc|-Iother|-isystem|/s|-isystem|/t|-DX=1|-DY|-UZ|-std=gnu11");
  keeps("gcc -O2 -Wall -Werror -MD -MF a.d -Wp,-MD,b.d -fplugin=x -save-temps a.c", "");
  keeps("cc --sysroot=/r --sysroot /q -isysroot /p -nostdinc -m32 -funsigned-char -pthread a.c",
        "--sysroot=/r|--sysroot=/q|-isysroot|/p|-nostdinc|-m32|-funsigned-char|-pthread");
  keeps("cc -include pre.h -imacros m.h -iquote q -idirafter d a.c",
        "-include|pre.h|-imacros|m.h|-iquote|q|-idirafter|d");
}

static void operands_of_dropped_arguments_are_dropped_too(void **state) {
  (void)state;
  keeps("cc -MT -DNO -Xclang -DNO -o -DNO -Xlinker -INO --param -DNO -DYES a.c", "-DYES");
}

static void macros_given_through_wp_are_kept(void **state) {
  (void)state;
  keeps("cc -Wp,-D_FORTIFY_SOURCE=2,-MD,x.d -Wp,-UFOO a.c", "-D_FORTIFY_SOURCE=2|-UFOO");
}

static void a_cross_compilers_prefix_becomes_the_target(void **state) {
  (void)state;
  keeps("/opt/bin/arm-linux-gnueabihf-gcc -c a.c", "--target=arm-linux-gnueabihf");
  keeps("ccache aarch64-linux-gnu-gcc-12 -c a.c", "--target=aarch64-linux-gnu");
  keeps("aarch64-linux-gnu-clang --target=riscv64 a.c", "--target=riscv64");
  keeps("clang -target mips-linux a.c", "--target=mips-linux");
  keeps("gcc-12 -c a.c", "");
  keeps("afl-gcc -c a.c", "");
  keeps("my-own-gcc -c a.c", "");
}

static void the_language_comes_from_x_or_the_name(void **state) {
  (void)state;
  static const struct {
    const char *command, *file;
    bool c;
  } cases[] = {{"cc -c", "a.c", true},         {"cc -c", "a.C", false},
               {"cc -c", "a.cpp", false},      {"cc -c", "a.S", false},
               {"cc -x c++ -c", "a.c", false}, {"cc -xc -c", "a.inc", true},
               {"cc -x none", "a.c", true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct command_facts facts;
    free(keep(cases[i].command, cases[i].file, &facts));
    assert_int_equal(facts.c, cases[i].c);
  }
  char *kept = keep("cc -xc -c", "a.inc", NULL);
  assert_string_equal(kept, "-x|c");
  free(kept);
}

static void response_files_are_read(void **state) {
  (void)state;
  write_file("inner.rsp", "-DIN 'x y.c'");
  write_file("args.rsp", "-DA=\"b c\"\n@inner.rsp\n");
  write_file("loop.rsp", "-DL @loop.rsp");
  keeps("cc @args.rsp -DLAST @missing.rsp a.c", "-DA=b c|-DIN|-DLAST");
  keeps("cc @loop.rsp a.c", "-DL|-DL|-DL|-DL|-DL|-DL|-DL|-DL");
}

static void each_file_comes_once_in_order(void **state) {
  (void)state;
  struct project project;
  struct text error;
  assert_true(
      open_text(&project,
                "[{\"directory\":\"/d\",\"file\":\"b.c\",\"command\":\"cc -DE -E b.c\"},\n"
                "{\"directory\":\"/d\",\"file\":\"b.c\",\"command\":\"cc -DONE -c b.c\"},\n"
                "{\"directory\":\"/d\",\"file\":\"./x/../b.c\",\"arguments\":[\"cc\",\"-DTWO\","
                "\"-c\",\"b.c\"]},\n"
                "{\"directory\":\"/d\",\"file\":\"/e/a.c\",\"command\":\"cc -c /e/a.c\"},\n"
                "{\"directory\":\"/d\",\"file\":\"x.cc\",\"command\":\"c++ -c x.cc\"},\n"
                "{\"directory\":\"/d\",\"file\":\"c.c\",\"command\":\"clang -cc1 c.c\"}]",
                &error));
  assert_int_equal(project.count, 2);
  assert_int_equal(project.skipped, 2);
  assert_string_equal(project.units[0].path, "/d/b.c");
  assert_int_equal(project.units[0].argument_count, 1);
  assert_string_equal(project.units[0].arguments[0], "-DONE");
  assert_string_equal(project.units[1].path, "/e/a.c");
  project_free(&project);
}

static void odd_names_come_out_as_they_are(void **state) {
  (void)state;
  struct project project;
  struct text error;
  assert_true(open_text(&project,
                        "[{\"directory\":\"/d\",\"file\":\"a b.c\",\"command\":\"cc -c 'a b.c'\"},"
                        "{\"directory\":\"/d\",\"file\":\"q\\\"'.c\",\"command\":\"cc\"},"
                        "{\"directory\":\"/d\",\"file\":\"z\xff\xc3\xa4\x80.c\",\"command\":\"cc "
                        "-DN=\xe4\"}]",
                        &error));
  assert_int_equal(project.count, 3);
  assert_string_equal(project.units[0].path, "/d/a b.c");
  assert_string_equal(project.units[1].path, "/d/q\"'.c");
  assert_string_equal(project.units[2].path, "/d/z\xff\xc3\xa4\x80.c");
  assert_string_equal(project.units[2].arguments[0], "-DN=\xe4");
  project_free(&project);
}

static void a_broken_database_is_told_with_its_place(void **state) {
  (void)state;
  static const struct {
    const char *content, *place, *what;
  } cases[] = {
      {"[\n{\"directory\":\"/d\",\n\"file\":,}\n]", "json:3:", "not valid JSON"},
      {"[\n  {\"directory\": \"/d\", \"command\": \"cc\"}]", "json:2:3:", "has no `file`"},
      {"[{\"directory\":\"/d\",\"file\":\"a.c\"}\n,\n 7]", "json:3:2:", "not an object"},
      {"[{\"directory\":\"/d\",\"file\":\"a.c\",\"arguments\":\"x\"}]", "json:1:2:", "not a list"},
      {"{}", "json:1:1:", "a list `[...]` is expected"},
      {"[]\nx", "json:2:1:", "something follows"},
      {"[{\"directory\":\"/d\",\"file\":\"a.c\"}", "json:1:", "`,` or `]` is expected"},
      {"", "json:1:1:", "is expected"},
      {"[{\"directory\":\"/d\",\"file\":\"a.c\"},]", "json:1:", "not valid JSON"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct project project;
    struct text error;
    assert_false(open_text(&project, cases[i].content, &error));
    if (!strstr(text_get(&error), cases[i].place) || !strstr(text_get(&error), cases[i].what) ||
        !strstr(text_get(&error), "run the build system again"))
      fail_msg("case %zu: %s", i, text_get(&error));
    project_free(&project);
    text_free(&error);
  }
}

static void a_database_without_c_or_entries_is_refused(void **state) {
  (void)state;
  struct project project;
  struct text error;
  assert_false(open_text(&project, "[]", &error));
  assert_non_null(strstr(text_get(&error), "the database is empty"));
  project_free(&project);
  text_free(&error);
  assert_false(open_text(&project, "[{\"directory\":\"/d\",\"file\":\"a.cc\",\"command\":\"c++\"}]",
                         &error));
  assert_non_null(strstr(text_get(&error), "none of its 1 entries compiles C"));
  project_free(&project);
  text_free(&error);
}

static void a_missing_database_is_answered_with_how_to_make_one(void **state) {
  (void)state;
  struct project project;
  struct text error = {0};
  char empty[96];
  snprintf(empty, sizeof empty, "%s/empty", folder);
  mkdir(empty, 0777);
  assert_false(project_open(&project, empty, &error));
  assert_non_null(strstr(text_get(&error), "CMAKE_EXPORT_COMPILE_COMMANDS=ON"));
  assert_non_null(strstr(text_get(&error), "bear -- make"));
  project_free(&project);
  error.length = 0;
  assert_false(project_open(&project, "/nowhere/at/all", &error));
  assert_non_null(strstr(text_get(&error), "cannot be read"));
  project_free(&project);
  text_free(&error);
}

static void paths_narrow_the_project(void **state) {
  (void)state;
  struct project project;
  struct text error;
  write_file("one.c", "");
  write_file("other.c", "");
  char content[512], one[128], other[128];
  snprintf(content, sizeof content,
           "[{\"directory\":\"%s\",\"file\":\"one.c\",\"command\":\"cc -c one.c\"},"
           "{\"directory\":\"%s/empty\",\"file\":\"x.c\",\"command\":\"cc -c x.c\"}]",
           folder, folder);
  assert_true(open_text(&project, content, &error));
  assert_int_equal(project.count, 2);
  snprintf(one, sizeof one, "%s/one.c", folder);
  snprintf(other, sizeof other, "%s/other.c", folder);
  assert_true(project_filter(&project, (const char *[]){one, other}, 2, &error));
  assert_int_equal(project.count, 1);
  assert_non_null(strstr(text_get(&project.missing), "other.c` is not in"));
  assert_false(project_filter(&project, (const char *[]){other}, 1, &error));
  assert_non_null(strstr(text_get(&error), "is not in"));
  error.length = 0;
  assert_false(project_filter(&project, (const char *[]){"/nowhere.c"}, 1, &error));
  assert_non_null(strstr(text_get(&error), "`/nowhere.c` cannot be read"));
  project_free(&project);
  text_free(&error);
}

static void equal_units_have_equal_digests_and_others_differ(void **state) {
  (void)state;
  struct project a, b, c;
  struct text error = {0};
  char file[128];
  write_file("one.c", "");
  snprintf(file, sizeof file, "%s/one.c", folder);
  assert_true(project_single(&a, file, (const char *[]){"cc", "-DA", "-O2", "-c"}, 4, &error));
  assert_true(project_single(&b, file, (const char *[]){"-D", "A"}, 2, &error));
  assert_true(project_single(&c, file, (const char *[]){"-DB"}, 1, &error));
  assert_true(a.units[0].digest == b.units[0].digest);
  assert_true(a.units[0].digest != c.units[0].digest);
  project_add_arguments(&c, (const char *[]){"-DFIRST", "-Wall"}, 2);
  assert_int_equal(c.units[0].argument_count, 2);
  assert_string_equal(c.units[0].arguments[0], "-DFIRST");
  project_free(&a);
  project_free(&b);
  project_free(&c);
  text_free(&error);
}

static int make_folder(void **state) {
  (void)state;
  strcpy(folder, "/tmp/async-lint-project-XXXXXX");
  return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
  (void)state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command);
}

enum { SHARING_UNITS = 30 };

/// The plan for units that begin alike, the i-th with `arguments[i]` after `-DALL`.
static struct share *plan_of(char arguments[SHARING_UNITS][32], size_t count) {
  static struct project_unit units[SHARING_UNITS];
  static const char *words[SHARING_UNITS][2];
  const struct project_unit *pointers[SHARING_UNITS];
  char path[128];
  write_file("unit.c", "#include <stdio.h>\n#include <errno.h>\nint x;\n");
  snprintf(path, sizeof path, "%s/unit.c", folder);
  for (size_t i = 0; i < count; i++) {
    words[i][0] = "-DALL";
    words[i][1] = arguments[i];
    units[i] = (struct project_unit){
        .path = path, .directory = folder, .arguments = words[i], .argument_count = 2};
    pointers[i] = &units[i];
  }
  return sharing_plan(pointers, count);
}

static void units_with_macros_of_their_own_share_headers(void **state) {
  (void)state;
  char arguments[SHARING_UNITS][32];
  for (int i = 0; i < SHARING_UNITS; i++)
    snprintf(arguments[i], sizeof arguments[i], i % 2 ? "-DTEST_%d" : "-DTEST=%d", i);
  struct share *shares = plan_of(arguments, SHARING_UNITS);
  assert_non_null(shares);
  for (int i = 0; i < SHARING_UNITS; i++) {
    assert_int_equal(shares[i].steps, 2);
    assert_int_equal(shares[i].own, 2); // the second argument
  }
  free(shares);
  assert_null(plan_of(arguments, 3));
}

static void arguments_that_many_units_have_are_not_their_own(void **state) {
  (void)state;
  char arguments[SHARING_UNITS][32];
  for (int i = 0; i < SHARING_UNITS; i++)
    strcpy(arguments[i], i < 15 ? "-DTESTS" : i < 20 ? "-Iother" : "-DALL=2");
  struct share *shares = plan_of(arguments, SHARING_UNITS);
  assert_non_null(shares);
  for (int i = 0; i < SHARING_UNITS; i++) {
    assert_int_equal(shares[i].steps, i < 15 ? 2 : 0);
    assert_int_equal(shares[i].own, 0); // `-DALL=2` means another thing after `-DALL`
  }
  free(shares);
}

/// A queue of `count` units, of which the i-th is in group `groups[i]`.
struct queued {
  struct queue *queue;
  struct share shares[100];
};

static void queue_up(struct queued *queued, const char *groups, unsigned workers) {
  size_t count = strlen(groups);
  assert_true(count <= 100);
  for (size_t i = 0; i < count; i++)
    queued->shares[i] =
        (struct share){.steps = groups[i] > '0', .group = (unsigned)(groups[i] - '0')};
  queued->queue = queue_create(queued->shares, count, workers);
}

/// What a worker gets next, as `7` or, without the headers that it could share, `7!`.
static void takes(struct queued *queued, unsigned worker, const char *expected) {
  char taken[32] = "nothing";
  size_t unit;
  struct share share;
  if (queue_take(queued->queue, worker, &unit, &share))
    snprintf(taken, sizeof taken, "%zu%s", unit,
             share.steps == queued->shares[unit].steps ? "" : "!");
  assert_string_equal(taken, expected);
}

static void the_longest_units_go_first(void **state) {
  (void)state;
  struct queued queued;
  queue_up(&queued, "0112200000", 2);
  takes(&queued, 0, "0");
  takes(&queued, 0, "1");
  takes(&queued, 1, "3"); // the headers of group 1 are the other worker's
  takes(&queued, 1, "4");
  takes(&queued, 1, "5");
  takes(&queued, 0, "2");
  takes(&queued, 0, "6");
  queue_destroy(queued.queue);
}

static void a_worker_goes_on_with_the_headers_it_has(void **state) {
  (void)state;
  struct queued queued;
  queue_up(&queued, "1200000000010201", 2);
  takes(&queued, 0, "0");
  takes(&queued, 1, "1");
  for (int i = 2; i < 8; i++) {
    char expected[16];
    snprintf(expected, sizeof expected, "%d", i);
    takes(&queued, i % 2 ? 1 : 0, expected);
  }
  takes(&queued, 0, "11");
  takes(&queued, 1, "13");
  takes(&queued, 1, "8");
  takes(&queued, 0, "15");
  takes(&queued, 0, "9");
  takes(&queued, 1, "10");
  takes(&queued, 1, "12");
  takes(&queued, 0, "14");
  takes(&queued, 0, "nothing");
  queue_destroy(queued.queue);
}

static void headers_are_compiled_once_more_for_many_units_only(void **state) {
  (void)state;
  struct queued queued;
  queue_up(&queued, "1111111111", 3);
  takes(&queued, 0, "0");
  takes(&queued, 1, "1");
  takes(&queued, 2, "2"); // there were eight left
  takes(&queued, 2, "3");
  queue_destroy(queued.queue);
  queue_up(&queued, "1111111100", 2);
  takes(&queued, 0, "0");
  takes(&queued, 1, "8");
  takes(&queued, 1, "9");
  takes(&queued, 1, "1!");
  takes(&queued, 0, "2");
  queue_destroy(queued.queue);
}

static void without_a_plan_units_go_in_order(void **state) {
  (void)state;
  struct queued queued = {.queue = queue_create(NULL, 3, 2)};
  takes(&queued, 1, "0");
  takes(&queued, 0, "1");
  takes(&queued, 0, "2");
  takes(&queued, 1, "nothing");
  queue_destroy(queued.queue);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(links_are_resolved_in_folders_and_files),
      cmocka_unit_test(words_are_split_as_a_shell_does),
      cmocka_unit_test(only_what_decides_how_c_is_read_is_kept),
      cmocka_unit_test(operands_of_dropped_arguments_are_dropped_too),
      cmocka_unit_test(macros_given_through_wp_are_kept),
      cmocka_unit_test(a_cross_compilers_prefix_becomes_the_target),
      cmocka_unit_test(the_language_comes_from_x_or_the_name),
      cmocka_unit_test(response_files_are_read),
      cmocka_unit_test(each_file_comes_once_in_order),
      cmocka_unit_test(odd_names_come_out_as_they_are),
      cmocka_unit_test(a_broken_database_is_told_with_its_place),
      cmocka_unit_test(a_database_without_c_or_entries_is_refused),
      cmocka_unit_test(a_missing_database_is_answered_with_how_to_make_one),
      cmocka_unit_test(paths_narrow_the_project),
      cmocka_unit_test(equal_units_have_equal_digests_and_others_differ),
      cmocka_unit_test(the_longest_units_go_first),
      cmocka_unit_test(a_worker_goes_on_with_the_headers_it_has),
      cmocka_unit_test(headers_are_compiled_once_more_for_many_units_only),
      cmocka_unit_test(without_a_plan_units_go_in_order),
      cmocka_unit_test(units_with_macros_of_their_own_share_headers),
      cmocka_unit_test(arguments_that_many_units_have_are_not_their_own),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
