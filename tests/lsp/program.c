// SPDX-License-Identifier: MIT
// Programs that several tests of the server have open.
#include "tests/lsp/program.h"

const char starts[] = "#include <taskrt/task.h>\n"
                      "int work(void *arg, cancel_token token);\n"
                      "int main(void) {\n"
                      "  task *t = task_run(work, 0, 0, CANCEL_NONE);\n"
                      "  return task_wait(t);\n"
                      "}\n";
const char works[] = "#include <taskrt/task.h>\n"
                     "int load(void);\n"
                     "int work(void *arg, cancel_token token);\n"
                     "int work(void *arg, cancel_token token) {\n"
                     "  (void)arg;\n"
                     "  (void)token;\n"
                     "  return load();\n"
                     "}\n";
const char loads[] = "#include <unistd.h>\n"
                     "int load(void);\n"
                     "int load(void) {\n"
                     "  return (int)sleep(1);\n"
                     "}\n";
const char loads_without[] = "int load(void);\n"
                             "int load(void) {\n"
                             "  return 1;\n"
                             "}\n";

void put_program(void) {
  DATABASE("main.c", "work.c", "load.c");
  put_file("main.c", starts);
  put_file("work.c", works);
  put_file("load.c", loads);
}

struct editor open_program(const char *name, const char *text) {
  put_program();
  struct editor editor = editor_open(NULL);
  open_text(&editor, name, 1, text);
  settle(&editor);
  return editor;
}

static const char work_h[] = "#ifndef WORK_H\n"
                             "#define WORK_H\n"
                             "int read_config(const char *path);\n"
                             "int load(void);\n"
                             "#endif\n";
static const char work_c[] = "#include \"work.h\"\n"
                             "#include <stdio.h>\n"
                             "int read_config(const char *path) {\n"
                             "  FILE *file = fopen(path, \"r\");\n"
                             "  return file ? fclose(file) : 1;\n"
                             "}\n"
                             "int load(void) {\n"
                             "  return read_config(\"x\");\n"
                             "}\n";
struct editor open_work(json_t *capabilities) {
  DATABASE("work.c");
  put_file("work.h", work_h);
  put_file("work.c", work_c);
  struct editor editor = editor_open(capabilities);
  open_text(&editor, "work.c", 1, work_c);
  open_text(&editor, "work.h", 1, work_h);
  settle(&editor);
  return editor;
}
