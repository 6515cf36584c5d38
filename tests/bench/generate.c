// SPDX-License-Identifier: MIT
// Projects of any size: every unit has the same shape, so that time and size may be compared with
// their number. Units call each other, some block, some start tasks.
#include "analyzer/base/text.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FUNCTIONS = 12, PER_FOLDER = 100 };

static bool write_file(const char *folder, const char *name, const struct text *text) {
  struct text path = {0};
  text_printf(&path, "%s/%s", folder, name);
  FILE *file = fopen(path.data, "w");
  bool good = file && fwrite(text->data, 1, text->length, file) == text->length;
  good = file && fclose(file) == 0 && good;
  text_free(&path);
  return good;
}

static void put_function(struct text *to, unsigned units, unsigned unit, unsigned k) {
  unsigned next = (unit * 7 + k * 13 + 1) % units;
  text_printf(to, "int work_%u_%u(struct job *job, int n) {\n  int sum = 0;\n", unit, k);
  text_puts(to, "  if (!job || n < 0)\n    return -1;\n"
                "  for (int i = 0; i < n; i++) {\n    switch (job->kind) {\n"
                "    case 0:\n      sum += job->values[i % 8];\n      break;\n"
                "    case 1:\n      sum -= (int)strlen(job->name);\n      break;\n"
                "    default:\n      memset(job->values, i, sizeof job->values);\n    }\n  }\n");
  if (k + 1 < FUNCTIONS)
    text_printf(to, "  sum += work_%u_%u(job, n - 1);\n", unit, k + 1);
  if (next > unit)
    text_printf(to, "  sum += work_%u_%u(job, n / 2);\n", next, k);
  if (unit % 10 == 0 && k == 5)
    text_puts(to, "  usleep(1);\n");
  if (unit % 50 == 0 && k == 0)
    text_puts(to, "  task_run(body, job, 0, CANCEL_NONE);\n");
  text_puts(to, "  return sum;\n}\n\n");
}

static bool write_unit(const char *folder, unsigned units, unsigned unit, bool edited) {
  struct text text = {0};
  char name[32];
  text_puts(&text, "#include \"project.h\"\n#include <errno.h>\n#include <string.h>\n\n");
  if (unit % 50 == 0)
    text_printf(&text,
                "static int body(void *arg, cancel_token token, void *result) {\n  (void)token;\n"
                "  (void)result;\n  return work_%u_1(arg, 3);\n}\n\n",
                unit);
  for (unsigned k = 0; k < FUNCTIONS; k++)
    put_function(&text, units, unit, k);
  if (edited)
    text_puts(&text, "int edited(void) {\n  return 1;\n}\n");
  snprintf(name, sizeof name, "unit_%u.c", unit);
  bool good = write_file(folder, name, &text);
  text_free(&text);
  return good;
}

static bool write_header(const char *folder, unsigned units) {
  struct text text = {0};
  text_puts(&text,
            "#ifndef PROJECT_H\n#define PROJECT_H\n#include <pthread.h>\n#include <stdio.h>\n"
            "#include <stdlib.h>\n#include <string.h>\n#include <taskrt.h>\n"
            "#include <unistd.h>\n\nstruct job {\n  int kind;\n  const char *name;\n"
            "  int values[8];\n};\n\n");
  // A unit knows its neighbours; a header of all functions would grow with the project.
  text_puts(&text, "static inline int job_kind(const struct job *job) {\n  return job->kind;\n}\n");
  (void)units;
  text_puts(&text, "#endif\n");
  bool good = write_file(folder, "project.h", &text);
  text_free(&text);
  return good;
}

bool generate_function(const char *folder, unsigned blocks, unsigned handles) {
  struct text text = {0}, database = {0};
  unsigned branches = blocks / 2, each = handles ? (branches + handles - 1) / handles : 1, open = 0;
  text_puts(&text,
            "#include <taskrt.h>\n\nint body(void *arg, cancel_token token, void *result);\n\n"
            "int large(const int *inputs, cancel_token token) {\n  int sum = 0;\n");
  for (unsigned i = 0; i < branches; i++) {
    if (i % each == 0 && open < handles) {
      if (open)
        text_printf(&text, "  sum += task_await(t_%u, NULL);\n", open - 1);
      text_printf(&text, "  task *t_%u = task_run(body, NULL, 0, token);\n", open++);
    }
    text_printf(&text, "  if (inputs[%u] > 0)\n    sum += %u;\n", i, i);
  }
  if (open)
    text_printf(&text, "  sum += task_await(t_%u, NULL);\n", open - 1);
  text_puts(&text, "  return sum;\n}\n");
  text_printf(&database,
              "[{\"directory\": \"%s\", \"file\": \"large.c\", \"arguments\": [\"cc\", "
              "\"-std=gnu11\", \"-D_GNU_SOURCE\", \"-I%s\", \"-c\", \"large.c\"]}]\n",
              folder, RUNTIME_HEADERS);
  bool good = write_file(folder, "large.c", &text) &&
              write_file(folder, "compile_commands.json", &database);
  text_free(&text);
  text_free(&database);
  return good;
}

bool generate_project(const char *folder, unsigned units, bool edited) {
  struct text database = {0};
  bool good = write_header(folder, units);
  for (unsigned i = 0; i < units && good; i++) {
    good = write_unit(folder, units, i, edited && i == 0);
    text_printf(&database,
                "%s{\"directory\": \"%s\", \"file\": \"unit_%u.c\", \"arguments\": [\"cc\", "
                "\"-std=gnu11\", \"-D_GNU_SOURCE\", \"-Wno-implicit\", \"-I%s\", \"-c\", "
                "\"unit_%u.c\"]}",
                i ? ",\n" : "[", folder, i, RUNTIME_HEADERS, i);
  }
  text_puts(&database, "]\n");
  good = good && write_file(folder, "compile_commands.json", &database);
  text_free(&database);
  return good;
}
