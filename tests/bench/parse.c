// SPDX-License-Identifier: MIT
// `bench_parse FOLDER [NUMBER]`: parses the units of a compile database with libclang, one after
// the other, or the one of that number, and does nothing with them: what any honest tool on
// libclang pays. Prints how many had no errors.
#include "analyzer/project/project.h"

#include <clang-c/Index.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static bool parse(CXIndex index, const struct project_unit *unit) {
  const char **arguments = xcalloc(unit->argument_count + 4, sizeof *arguments);
  struct text working = {0};
  unsigned count = 0, errors = 0;
  text_printf(&working, "-working-directory=%s", unit->directory);
  for (; count < unit->argument_count; count++)
    arguments[count] = unit->arguments[count];
  arguments[count++] = "-w";
  arguments[count++] = "-ferror-limit=0";
  arguments[count++] = working.data;
  CXTranslationUnit tu = NULL;
  clang_parseTranslationUnit2(index, unit->path, arguments, (int)count, NULL, 0,
                              CXTranslationUnit_KeepGoing, &tu);
  for (unsigned i = 0; tu && i < clang_getNumDiagnostics(tu); i++) {
    CXDiagnostic diagnostic = clang_getDiagnostic(tu, i);
    errors += clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
    clang_disposeDiagnostic(diagnostic);
  }
  bool good = tu && !errors;
  clang_disposeTranslationUnit(tu);
  text_free(&working);
  free(arguments);
  return good;
}

/// Which units of a project.
struct chosen {
  struct project project;
  uint32_t from, end;
};

static void *parse_all(void *data) {
  const struct chosen *chosen = data;
  CXIndex index = clang_createIndex(0, 0);
  unsigned good = 0;
  for (uint32_t i = chosen->from; i < chosen->end; i++)
    good += parse(index, &chosen->project.units[i]);
  clang_disposeIndex(index);
  printf("%u\n", good);
  return NULL;
}

static bool choose(struct chosen *chosen, const char *number) {
  char *end;
  chosen->end = chosen->project.count;
  if (!number)
    return true;
  chosen->from = (uint32_t)strtoul(number, &end, 10);
  if (*end || end == number || chosen->from >= chosen->end)
    return false;
  chosen->end = chosen->from + 1;
  return true;
}

int main(int argc, char **argv) {
  struct chosen chosen = {0};
  struct text error = {0};
  pthread_attr_t attributes;
  pthread_t thread;
  bool asked = argc == 2 || argc == 3;
  if (!asked || !project_open(&chosen.project, argv[1], &error) || !choose(&chosen, argv[2])) {
    fprintf(stderr, "bench_parse: %s\n",
            error.length ? text_get(&error) : "one folder, and the number of a unit in it");
    return EXIT_FAILURE;
  }
  setenv("LIBCLANG_NOTHREADS", "1", 1);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, (size_t)256 << 20);
  if (pthread_create(&thread, &attributes, parse_all, &chosen) != 0)
    return EXIT_FAILURE;
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
  project_free(&chosen.project);
  return EXIT_SUCCESS;
}
