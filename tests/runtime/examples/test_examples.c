// SPDX-License-Identifier: MIT
// The examples do what they say.
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"

// What a program printed and how it ended.
struct outcome {
  int status;
  char out[4000], err[1000];
};

static void read_back(FILE *file, char *text, size_t size) {
  rewind(file);
  text[fread(text, 1, size - 1, file)] = '\0';
  fclose(file);
}

// Runs the program `argv`; with `interrupted`, Ctrl-C was pressed before it began.
static struct outcome run(char *const argv[], bool interrupted) {
  struct outcome outcome = {0};
  FILE *out = tmpfile(), *err = tmpfile();
  assert_non_null(out);
  assert_non_null(err);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupt, NULL);
    if (interrupted)
      kill(getpid(), SIGINT); // stays pending across exec
    if (dup2(fileno(out), STDOUT_FILENO) < 0 || dup2(fileno(err), STDERR_FILENO) < 0)
      _exit(99);
    execv(argv[0], argv);
    _exit(98);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  read_back(out, outcome.out, sizeof outcome.out);
  read_back(err, outcome.err, sizeof outcome.err);
  return outcome;
}

static char folder[] = "/tmp/taskrt-examples-XXXXXX";

// Writes the file `name` with all of the array `text` but its final NUL.
#define PUT_FILE(name, text) put_file(name, text, sizeof(text) - 1)

static void put_file(const char *name, const char *text, size_t size) {
  char path[200];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, size, file), size);
  fclose(file);
}

static int make_folder(void **state) {
  (void)state;
  if (!mkdtemp(folder))
    return -1;
  char below[200];
  snprintf(below, sizeof below, "%s/below", folder);
  return mkdir(below, 0777);
}

static int remove_folder(void **state) {
  (void)state;
  static const char *const names[] = {"one.txt", "below/two.txt", "below/binary", "below", ""};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    if (remove(path) != 0)
      return -1;
  }
  return 0;
}

static void the_search_finds_each_line_and_tells_when_there_is_none(void **state) {
  (void)state;
  PUT_FILE("one.txt", "nothing\na needle here\nneedle");
  PUT_FILE("below/two.txt", "first\nneedles\n");
  PUT_FILE("below/binary", "needle\0needle");
  char program[] = EXAMPLE_SEARCH, needle[] = "needle", hay[] = "no such text";
  struct outcome found = run((char *[]){program, needle, folder, NULL}, false);
  assert_int_equal(found.status, 0);
  assert_string_equal(found.err, "");
  char line[200];
  snprintf(line, sizeof line, "%s/one.txt:2: a needle here\n%s/one.txt:3: needle\n", folder,
           folder);
  assert_non_null(strstr(found.out, line));
  snprintf(line, sizeof line, "%s/below/two.txt:2: needles\n", folder);
  assert_non_null(strstr(found.out, line));
  assert_null(strstr(found.out, "binary"));
  struct outcome none = run((char *[]){program, hay, folder, NULL}, false);
  assert_int_equal(none.status, 1);
  assert_string_equal(none.out, "");
}

static void on_a_terminal_the_search_says_how_far_it_came(void **state) {
  (void)state;
  int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  assert_true(terminal >= 0);
  assert_int_equal(grantpt(terminal), 0);
  assert_int_equal(unlockpt(terminal), 0);
  int err = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
  assert_true(err >= 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
      _exit(99);
    execl(EXAMPLE_SEARCH, EXAMPLE_SEARCH, "needle", folder, NULL);
    _exit(98);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  char text[1000] = "";
  close(err);
  assert_true(read(terminal, text, sizeof text - 1) > 0); // what the search wrote is there already
  assert_non_null(strstr(text, "\r3 files, 3 lines\r\n"));
  close(terminal);
}

static void the_search_names_what_is_wrong(void **state) {
  (void)state;
  char program[] = EXAMPLE_SEARCH, text[] = "x", nowhere[] = "/nowhere/at/all";
  struct outcome outcome = run((char *[]){program, text, nowhere, NULL}, false);
  assert_int_equal(outcome.status, 2);
  assert_string_equal(outcome.err, "search: /nowhere/at/all: No such file or directory\n");
  outcome = run((char *[]){program, NULL}, false);
  assert_int_equal(outcome.status, 2);
  assert_string_equal(outcome.err, "usage: search TEXT DIRECTORY\n");
}

static void ctrl_c_stops_the_search(void **state) {
  (void)state;
  char program[] = EXAMPLE_SEARCH, needle[] = "needle";
  struct outcome outcome = run((char *[]){program, needle, folder, NULL}, true);
  assert_int_equal(outcome.status, 130);
  assert_string_equal(outcome.out, "");
  assert_string_equal(outcome.err, "search: interrupted\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_search_finds_each_line_and_tells_when_there_is_none),
      cmocka_unit_test(on_a_terminal_the_search_says_how_far_it_came),
      cmocka_unit_test(the_search_names_what_is_wrong),
      cmocka_unit_test(ctrl_c_stops_the_search),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
