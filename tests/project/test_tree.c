// SPDX-License-Identifier: MIT
// The source tree: its layers, headers and folders.
#include "tests/project/project.h"

// cmocka.h wants these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

// ---- layers ----

static bool is_source(const char *path) {
  return ends_with(path, ".c") || ends_with(path, ".h") || ends_with(path, ".S");
}

/// What a line includes, with its first `"` or `<`, or NULL.
static const char *included(const char *line) {
  if (*line != '#')
    return NULL;
  const char *word = line + 1 + strspn(line + 1, " ");
  return begins_with(word, "include") ? word + 7 + strspn(word + 7, " ") : NULL;
}

/// Rules see the rule API, libc, and headers and tables of rules.
static bool rule_may_include(const char *what) {
  bool own = *what == '"' && (begins_with(what + 1, "rules/") || !strchr(what, '/'));
  bool libc = *what == '<' && (!strchr(what, '/') || begins_with(what, "<sys/"));
  bool foreign = strstr(what, "sqlite") || strstr(what, "jansson") || strstr(what, "clang");
  return begins_with(what, "\"analyzer/rule.h\"") || (!foreign && (own || libc));
}

static void check_include(const char *line, unsigned number, void *data) {
  const char *path = data, *what = included(line);
  if (!what)
    return;
  const char *name = what + 1;
  bool rule = begins_with(path, "rules/") && !strchr(path + strlen("rules/"), '/');
  if (begins_with(name, "clang-c/") && !begins_with(path, "analyzer/frontend/"))
    mistake("%s:%u: only analyzer/frontend may include %s", path, number, what);
  if (begins_with(name, "sqlite3.h") && !begins_with(path, "analyzer/store/"))
    mistake("%s:%u: only analyzer/store may include %s", path, number, what);
  if (begins_with(path, "runtime/") &&
      (begins_with(name, "analyzer/") || begins_with(name, "rules/")))
    mistake("%s:%u: the runtime may not include %s", path, number, what);
  if (rule && !rule_may_include(what))
    mistake("%s:%u: rules may only include analyzer/rule.h and libc, not %s", path, number, what);
}

void layers_are_kept(void **state) {
  (void)state;
  static const char *const folders[] = {"analyzer", "rules", "runtime"};
  struct names files = {0};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
    tree_files(&files, folders[i]);
  for (uint32_t i = 0; i < files.count; i++) {
    if (!is_source(files.items[i]))
      continue;
    struct text source = tree_read(files.items[i]);
    each_line(text_get(&source), check_include, files.items[i]);
    text_free(&source);
  }
  assert_true(files.count > 20);
  names_free(&files);
  assert_int_equal(mistakes, 0);
}

static void compile_headers(const char *compiler) {
  struct names headers = {0};
  tree_files(&headers, "runtime/include");
  unsigned tried = 0;
  for (uint32_t i = 0; i < headers.count; i++) {
    struct text command = {0};
    text_printf(&command,
                "printf '#include <%s>\\nint alone;\\n' | %s -fsyntax-only -Wall -Wextra -Wshadow "
                "-Werror -I'%s' -",
                headers.items[i] + strlen("runtime/include/"), compiler, RUNTIME_INCLUDE);
    if (ends_with(headers.items[i], ".h")) {
      tried++;
      if (system(command.data) != 0)
        mistake("%s does not compile alone with %s", headers.items[i], compiler);
    }
    text_free(&command);
  }
  names_free(&headers);
  assert_true(tried > 0);
  assert_int_equal(mistakes, 0);
}

void public_headers_compile_alone(void **state) {
  (void)state;
  compile_headers("gcc -std=c11 -Wpedantic -x c");
}

void public_headers_compile_in_cplusplus(void **state) {
  (void)state;
  if (system("g++ --version >/dev/null 2>&1") != 0) {
    skipped = true;
    skip();
  }
  compile_headers("g++ -std=c++11 -x c++");
}

// ---- the tree ----

/// True when files stand in the folder itself; the fixtures of a rule are described in
/// testdata/README.md.
static bool needs_page(const struct names *files, const char *folder) {
  size_t length = strlen(folder);
  for (uint32_t i = 0; i < files->count; i++) {
    const char *path = files->items[i];
    if (begins_with(path, folder) && path[length] == '/' && !strchr(path + length + 1, '/'))
      return true;
  }
  return false;
}

static void check_page(const struct names *files, const char *top, const char *folder) {
  struct text path = {0};
  text_printf(&path, "%s%s%s", top, *folder ? "/" : "", folder);
  bool needed = needs_page(files, path.data);
  text_puts(&path, "/README.md");
  if (needed && !names_contain(files, path.data))
    mistake("%s: no such file", path.data);
  text_free(&path);
}

void every_folder_has_a_page(void **state) {
  (void)state;
  static const char *const tops[] = {"analyzer", "rules", "runtime", "testdata", "tests"};
  struct names rules = rules_listed();
  for (size_t i = 0; i < sizeof tops / sizeof *tops; i++) {
    struct names files = {0}, folders = {0};
    tree_files(&files, tops[i]);
    tree_folders(&folders, tops[i]);
    check_page(&files, tops[i], "");
    for (uint32_t k = 0; k < folders.count; k++)
      if (!names_contain(&rules, folders.items[k]))
        check_page(&files, tops[i], folders.items[k]);
    names_free(&files);
    names_free(&folders);
  }
  names_free(&rules);
  assert_int_equal(mistakes, 0);
}

/// Places on somebody's machine; written in two parts, or this file would be reported itself.
static void check_line(const char *line, unsigned number, void *path) {
  static const char *const places[] = {"/wo"
                                       "rk/main",
                                       "/wo"
                                       "rk/shared",
                                       "/tmp/"
                                       "build",
                                       "/ho"
                                       "me/"};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (strstr(line, places[i]))
      mistake("%s:%u: a path of one machine: %s", (const char *)path, number, places[i]);
}

void no_paths_of_one_machine(void **state) {
  (void)state;
  struct names files = {0};
  tree_files(&files, "");
  for (uint32_t i = 0; i < files.count; i++) {
    struct text source = tree_read(files.items[i]);
    each_line(text_get(&source), check_line, files.items[i]);
    text_free(&source);
  }
  assert_true(files.count > 100);
  names_free(&files);
  assert_int_equal(mistakes, 0);
}
