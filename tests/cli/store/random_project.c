// SPDX-License-Identifier: MIT
// A small project in the sandbox, edited at random.
#include "tests/cli/store/random_project.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = RANDOM_FILES, FUNCTIONS = RANDOM_FUNCTIONS };

/// A small generator of its own, so that a failure can be repeated everywhere.
static uint32_t state;

unsigned random_below(unsigned count) {
  state = state * 1664525 + 1013904223;
  return (state >> 16) % count;
}

#define ONE_OF(array) ((array)[random_below(sizeof(array) / sizeof *(array))])
#define COUNT(array) ((unsigned)(sizeof(array) / sizeof *(array)))

/// Bodies: some block, start tasks and lose them, call other functions, directly, through a
/// pointer or a table that others fill, take and leave locks that callers take, too, depend on how
/// they are compiled, give no token, or do not compile.
static const char *const bodies[] = {
    "return n + 1;",
    "sleep(1);\n  return n;",
    "task *t = task_delay_async(1, token);\n  if (n > %u)\n    return n;\n"
    "  return task_await(t, NULL);",
    "return f%u_%u(n - 1, token);",
    "return task_delay((unsigned)n, CANCEL_NONE) + f%u_%u(n, token);",
    "return task_wait(task_run(body, NULL, 0, token));",
    "// async-lint: allow(dropped-task) it is meant so\n"
    "  task_run(body, NULL, 0, token);\n  return n;",
    "hook = f%u_%u;\n  return n;",
    "return hook(n, token);",
    "return table.run(n, token) + table.stop(n, token);",
    "pthread_mutex_lock(&guard);\n  n = f%u_%u(n, token);\n"
    "  if (n > 3)\n    return n;\n  pthread_mutex_unlock(&guard);\n  return n;",
    "pthread_mutex_lock(&other);\n  pthread_mutex_lock(&guard);\n  sleep(1);\n"
    "  pthread_mutex_unlock(&guard);\n  pthread_mutex_unlock(&other);\n  return n;",
    "pthread_mutex_lock(&guard);\n  return n;",
    "pthread_mutex_unlock(&guard);\n  return n;",
    "pthread_mutex_lock(&guard);\n  f%u_%u(n, token);\n  pthread_mutex_unlock(&guard);\n"
    "  return n;",
    "pthread_mutex_lock(&guard);\n  pthread_mutex_lock(&other);\n  f%u_%u(n, token);\n"
    "  pthread_mutex_unlock(&other);\n  pthread_mutex_unlock(&guard);\n  return n;",
    "pthread_mutex_lock(&guard);\n  sleep(1);\n  n = f%u_%u(n, token);\n  return n;",
    "if (EXTRA > 1)\n    sleep(1);\n#if EXTRA == 1\n  task_run(body, NULL, 0, token);\n#endif\n"
    "  return n;",
    "return outside(n) + INNER;",
    "return no_such_name_%u;",
};

/// What a header says of a function.
static const char *const contracts[] = {"",
                                        "",
                                        " ASYNC_LINT(\"async\")",
                                        " ASYNC_LINT(\"blocks\")",
                                        " ASYNC_LINT(\"suspends\")",
                                        " ASYNC_LINT(\"not-in-task\")"};

static const char *const arguments[] = {"", "-DEXTRA=1", "-DEXTRA=2", "-DEXTRA=2 -O2"};

static const char *const configurations[] = {
    "{}\n",
    "rules:\n  blocking-call: off\n",
    "rules:\n  missing-token: error\n",
    "overrides:\n  - paths: [f1.c]\n    rules:\n      correctness: off\n",
    "exclude: [f0.c, g2.c]\n",
    "stack-size: 4 KiB\n",
};

#define SPEC(claims) "include <shared.h>\n\nint outside(int n)\n  " claims "\n"
static const char *const specs[] = {
    SPEC("blocks"), SPEC("plain"), SPEC("async"), SPEC("suspends"), SPEC("exits"),
};

// ---- writing it ----

static const char *file_name(const struct random_project *project, unsigned file) {
  static char names[FILES][16];
  snprintf(names[file], sizeof names[file], "%c%u.c", project->renamed[file] ? 'g' : 'f', file);
  return names[file];
}

static void write_headers(const struct random_project *project) {
  struct text text = {0};
  text_printf(&text, "#define INNER %u\n#ifndef EXTRA\n#define EXTRA 0\n#endif\n", project->inner);
  put_file("inner/inner.h", text.data);
  text.length = 0;
  text_printf(&text,
              "#include <pthread.h>\n#include <taskrt.h>\n#include <unistd.h>\n"
              "#if __has_include(\"extra.h\")\n#include \"extra.h\"\n#endif\n"
              "#include \"inner/inner.h\"\n"
              "extern pthread_mutex_t guard, other;\nint outside(int n);\n"
              "extern int (*hook)(int, cancel_token);\n"
              "struct operations {\n  int (*run)(int, cancel_token);\n"
              "  int (*stop)(int, cancel_token);\n};\n"
              "extern const struct operations table;\n#define LIMIT %u\n",
              project->limit);
  for (unsigned f = 0; f < FILES; f++)
    for (unsigned k = 0; k < FUNCTIONS; k++)
      text_printf(&text, "int f%u_%u(int n, cancel_token token)%s;\n", f, k,
                  k == 0 ? contracts[project->contract[f]] : "");
  text_printf(&text,
              "static inline int body(void *arg, cancel_token token, void *result) {\n"
              "  (void)arg;\n  (void)result;\n  %s\n  return f0_0(LIMIT, token);\n}\n",
              project->limit % 2 ? "usleep(1);" : "");
  put_file("shared.h", text.data);
  text_free(&text);
}

static void write_source(const struct random_project *project, unsigned file) {
  struct text text = {0};
  char body[512];
  text_puts(&text, "#include \"shared.h\"\n");
  for (unsigned k = 0; k < FUNCTIONS; k++) {
    unsigned number = project->number[file][k];
    snprintf(body, sizeof body, bodies[project->body[file][k]], number % FILES, number % FUNCTIONS);
    text_printf(&text, "int f%u_%u(int n, cancel_token token) {\n  (void)token;\n  %s\n}\n", file,
                k, body);
  }
  if (file == 0)
    text_printf(&text, "const struct operations table = {.run = f%u_%u, .stop = f%u_1};\n",
                project->table % FILES, project->table % FUNCTIONS, project->table / 3 % FILES);
  put_file(file_name(project, file), text.data);
  text_free(&text);
}

static void write_database(const struct random_project *project) {
  struct text json = {0};
  const char *before = "[\n";
  for (unsigned f = 0; f < FILES; f++) {
    const char *name = file_name(project, f);
    if (!project->in_database[f])
      continue;
    text_printf(&json,
                "%s  {\"directory\": \"%s\", \"file\": \"%s\",\n"
                "   \"command\": \"cc %s %s -std=gnu11 -c %s\"}",
                before, sandbox, name, runtime_headers, arguments[project->argument[f]], name);
    before = ",\n";
  }
  text_puts(&json, "\n]\n");
  put_file("compile_commands.json", json.data);
  text_free(&json);
}

void random_project_start(struct random_project *project, uint32_t seed) {
  state = seed;
  *project = (struct random_project){.edited = "nothing"};
  for (unsigned f = 0; f < FILES; f++) {
    project->in_database[f] = true;
    for (unsigned k = 0; k < FUNCTIONS; k++) {
      project->body[f][k] = random_below(COUNT(bodies));
      project->number[f][k] = random_below(FILES * FUNCTIONS);
    }
    write_source(project, f);
  }
  write_headers(project);
  write_database(project);
  put_file(".async-lint", configurations[0]);
  put_file("more.api", specs[0]);
}

void random_project_clear(void) {
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'/* '%s'/.async-lint", sandbox, sandbox);
  assert_int_equal(system(command), 0);
}

// ---- editing it ----

/// A header that nobody needs comes and goes.
static void make_or_remove(struct random_project *project, const char *name) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  if (unlink(path) != 0)
    put_file(name, "#define EXTRA 2\n");
  project->edited = "a header that comes and goes";
}

static void edit_headers(struct random_project *project, unsigned file) {
  switch (random_below(3)) {
  case 0:
    project->limit = random_below(6);
    break;
  case 1:
    project->inner = random_below(3);
    break;
  default:
    project->contract[file] = random_below(COUNT(contracts));
  }
  write_headers(project);
  project->edited = "headers";
}

/// What the database says: units come and go, and are compiled in other ways.
static void edit_database(struct random_project *project, unsigned file) {
  if (file == 0 || random_below(2)) // one file stays
    project->argument[file] = random_below(COUNT(arguments));
  else
    project->in_database[file] = !project->in_database[file];
  write_database(project);
  project->edited = "the database";
}

static void rename_file(struct random_project *project, unsigned file) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", sandbox, file_name(project, file));
  assert_int_equal(unlink(path), 0);
  project->renamed[file] = !project->renamed[file];
  write_source(project, file);
  write_database(project);
  project->edited = "a file's name";
}

static void edit_body(struct random_project *project, unsigned file) {
  unsigned function = random_below(FUNCTIONS);
  project->body[file][function] = random_below(COUNT(bodies));
  project->number[file][function] = random_below(FILES * FUNCTIONS);
  write_source(project, file);
  project->edited = "a body";
}

void random_project_edit(struct random_project *project) {
  unsigned file = random_below(FILES);
  switch (random_below(15)) {
  case 0:
  case 1:
    edit_headers(project, file);
    break;
  case 2:
    edit_database(project, file);
    break;
  case 3:
    rename_file(project, file);
    break;
  case 4:
    put_file(".async-lint", ONE_OF(configurations));
    project->edited = "the configuration";
    break;
  case 5:
    put_file("more.api", ONE_OF(specs));
    project->edited = "contracts";
    break;
  case 6:
    project->table = random_below(FILES * FUNCTIONS);
    write_source(project, 0);
    project->edited = "the table of callbacks";
    break;
  case 7:
    make_or_remove(project, "extra.h");
    break;
  default:
    edit_body(project, file);
  }
}
