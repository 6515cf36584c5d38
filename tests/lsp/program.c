// SPDX-License-Identifier: MIT
// A program of three files with one finding that needs all of them.
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
