// SPDX-License-Identifier: MIT
// Driving the real async-lint in a folder of its own.
#include "tests/cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

char sandbox[64];
const char runtime_headers[] = "-I" RUNTIME_INCLUDE;

const char clean_unit[] = "int one(void) { return 1; }\n";
const char dropping_unit[] = "#include <taskrt/task.h>\n"
                             "\n"
                             "void pause_bad(void) {\n"
                             "  task_delay_async(1, CANCEL_NONE);\n"
                             "}\n";
const char broken_unit[] = "int good(void) { return 1; }\n"
                           "int bad(void) { return no_such_name; }\n";

int make_sandbox(void **state) {
  (void)state;
  strcpy(sandbox, "/tmp/async-lint-cli-XXXXXX");
  if (!mkdtemp(sandbox))
    return -1;
  static const char *const unwanted[] = {"NO_COLOR", "CLICOLOR_FORCE", "ASYNC_LINT_WORKER",
                                         "ASYNC_LINT_API_DIR"};
  for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
    unsetenv(unwanted[i]);
  char cache[96];
  snprintf(cache, sizeof cache, "%s/cache", sandbox);
  return setenv("XDG_CACHE_HOME", cache, 1);
}

int remove_sandbox(void **state) {
  (void)state;
  char command[96];
  snprintf(command, sizeof command, "rm -rf '%s'", sandbox);
  return system(command);
}

void put_file(const char *name, const char *content) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  for (char *slash = strchr(path + strlen(sandbox) + 1, '/'); slash;
       slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    mkdir(path, 0777);
    *slash = '/';
  }
  FILE *file = fopen(path, "w");
  if (!file) {
    print_error("%s: %s\n", path, strerror(errno));
    abort();
  }
  fputs(content, file);
  fclose(file);
}

void put_database(const char *const *names, size_t count) {
  struct text json = {0};
  text_puts(&json, "[\n");
  for (size_t i = 0; i < count; i++)
    text_printf(&json,
                "  {\"directory\": \"%s\", \"file\": \"%s\",\n"
                "   \"arguments\": [\"cc\", \"-I%s\", \"-std=gnu11\", \"-c\", \"%s\"]}%s\n",
                sandbox, names[i], RUNTIME_INCLUDE, names[i], i + 1 < count ? "," : "");
  text_puts(&json, "]\n");
  put_file("compile_commands.json", json.data);
  text_free(&json);
}

/// A file in memory that takes what a run writes.
static int memory_file(void) {
  int file = memfd_create("outcome", MFD_CLOEXEC);
  if (file < 0)
    abort();
  return file;
}

static void read_back(int file, struct text *text) {
  char buffer[4096];
  ssize_t got;
  while ((got = pread(file, buffer, sizeof buffer, (off_t)text->length)) > 0)
    text_append(text, buffer, (size_t)got);
  assert_int_equal(got, 0);
  close(file);
}

struct outcome run_lint_input(const char *folder, const char *input, const char *const *arguments) {
  int in = memory_file(), out = memory_file(), err = memory_file();
  size_t length = input ? strlen(input) : 0;
  assert_true(pwrite(in, input ? input : "", length, 0) == (ssize_t)length);
  pid_t child = fork();
  if (child == 0) {
    if (chdir(folder) != 0)
      _exit(126);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(ASYNC_LINT, (char *const *)(uintptr_t)arguments);
    _exit(126);
  }
  int status = 0;
  close(in);
  assert_int_equal(waitpid(child, &status, 0), child);
  struct outcome outcome = {
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), {0}, {0}};
  read_back(out, &outcome.out);
  read_back(err, &outcome.err);
  return outcome;
}

struct outcome run_lint(const char *folder, const char *const *arguments) {
  return run_lint_input(folder, NULL, arguments);
}

struct outcome in_shell(const char *assignments, const char *script) {
  struct outcome outcome = {0};
  struct text command = {0};
  char path[128];
  put_file("script", script);
  text_printf(&command, "cd '%s' && PATH=$(dirname '%s'):$PATH %s bash -e script >shell.out 2>&1",
              sandbox, ASYNC_LINT, assignments);
  int status = system(command.data);
  outcome.status = status < 0 ? 255 : (status >> 8) & 255;
  snprintf(path, sizeof path, "%s/shell.out", sandbox);
  assert_true(text_read_file(&outcome.out, path, 1 << 20));
  text_free(&command);
  return outcome;
}

void skip_without(const char *program) {
  char command[128];
  snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", program);
  if (system(command) == 0)
    return;
  print_message("%s is not installed: not tried\n", program);
  skip();
}

void outcome_free(struct outcome *outcome) {
  text_free(&outcome->out);
  text_free(&outcome->err);
}

void has_status(const struct outcome *outcome, int status) {
  if (outcome->status != status)
    fail_msg("status %d, not %d\nstdout:\n%sstderr:\n%s", outcome->status, status,
             text_get(&outcome->out), text_get(&outcome->err));
}

void has(const struct text *text, const char *part) {
  if (!strstr(text_get(text), part))
    fail_msg("`%s` is not in:\n%s", part, text_get(text));
}

void has_not(const struct text *text, const char *part) {
  if (strstr(text_get(text), part))
    fail_msg("`%s` is in:\n%s", part, text_get(text));
}

bool accepting(void) {
  const char *accept = getenv("ASYNC_LINT_ACCEPT");
  return accept && *accept;
}

void is_golden(const char *name, const struct text *text) {
  struct text expected = {0};
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", OUTPUT_TESTDATA, name);
  if (accepting()) {
    FILE *file = fopen(path, "w");
    if (!file)
      abort();
    fputs(text_get(text), file);
    fclose(file);
    return;
  }
  if (!text_read_file(&expected, path, 1 << 20))
    fail_msg("%s: %s", path, strerror(errno));
  if (strcmp(text_get(&expected), text_get(text)) != 0)
    fail_msg("%s differs; `cmake --build . -t accept-output` takes the new text:\n%s", name,
             text_get(text));
  text_free(&expected);
}
