// SPDX-License-Identifier: MIT
// The copying program, on a terminal that the test holds the other end of, and without one. Named
// pipes as sources stop a copy where the test wants it.
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"

static char folder[] = "/tmp/taskrt-copy-XXXXXX";

static const char *path(const char *name) {
  static char paths[8][200];
  static unsigned next;
  char *text = paths[next++ % 8];
  snprintf(text, sizeof paths[0], "%s/%s", folder, name);
  return text;
}

static void put_file(const char *name, const char *text) {
  FILE *file = fopen(path(name), "w");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
  fclose(file);
}

static void expect_file(const char *name, const char *text) {
  char content[100] = "";
  FILE *file = fopen(path(name), "r");
  assert_non_null(file);
  content[fread(content, 1, sizeof content - 1, file)] = '\0';
  fclose(file);
  assert_string_equal(content, text);
}

// The folder of copies has exactly the files that are named.
static void expect_copies(const char *names) {
  char command[500];
  snprintf(command, sizeof command, "test \"$(ls %s/to | tr '\\n' ' ')\" = \"%s\"", folder, names);
  assert_int_equal(system(command), 0);
}

// Makes a named pipe and returns an end of it that is read and written.
static int make_pipe(const char *name) {
  assert_int_equal(mkfifo(path(name), 0600), 0);
  int fd = open(path(name), O_RDWR | O_CLOEXEC);
  assert_true(fd >= 0);
  return fd;
}

// --- the program on a terminal ------------------------------------------------------------------

struct session {
  pid_t process;
  int terminal;
  char seen[200000];
  size_t length, from; // what was expected already ends at `from`
};

static int open_terminal(const char **name) {
  int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  struct winsize size = {.ws_row = 24, .ws_col = 80};
  assert_true(terminal >= 0);
  assert_int_equal(grantpt(terminal), 0);
  assert_int_equal(unlockpt(terminal), 0);
  assert_int_equal(ioctl(terminal, TIOCSWINSZ, &size), 0);
  *name = ptsname(terminal);
  assert_non_null(*name);
  return terminal;
}

// Copies the sources `names` (up to a NULL) to the folder `to`, on a terminal of its own.
static struct session *start(const char *const *names) {
  const char *terminal, *argv[10] = {EXAMPLE_COPY};
  size_t count = 1;
  for (; names[count - 1]; count++)
    argv[count] = path(names[count - 1]);
  argv[count] = path("to");
  struct session *session = calloc(1, sizeof *session);
  assert_non_null(session);
  session->terminal = open_terminal(&terminal);
  session->process = fork();
  assert_true(session->process >= 0);
  if (session->process == 0) {
    setsid();
    int fd = open(terminal, O_RDWR); // and that makes it its own
    if (fd < 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
      _exit(99);
    execv(argv[0], (char *const *)argv);
    _exit(98);
  }
  return session;
}

#define START(...) start((const char *const[]){__VA_ARGS__, NULL})

// Reads the terminal until `text` has been painted, behind what was expected before.
static void expect(struct session *session, const char *text) {
  char *found;
  while (!(found = strstr(session->seen + session->from, text))) {
    size_t room = sizeof session->seen - 1 - session->length;
    ssize_t count = read(session->terminal, session->seen + session->length, room);
    if (count <= 0)
      fail_msg("the terminal was closed before \"%s\" came", text);
    session->length += (size_t)count;
  }
  session->from = (size_t)(found - session->seen) + strlen(text);
}

static void press(struct session *session, const char *keys) {
  assert_int_equal(write(session->terminal, keys, strlen(keys)), strlen(keys));
}

// Expects the end, with the exit status `status` and the terminal as it was.
static void expect_end(struct session *session, int status) {
  expect(session, "\033[?25h\033[?1049l");
  char rest[1000];
  while (read(session->terminal, rest, sizeof rest) > 0) {
  }
  int ended;
  assert_int_equal(waitpid(session->process, &ended, 0), session->process);
  assert_true(WIFEXITED(ended));
  assert_int_equal(WEXITSTATUS(ended), status);
  close(session->terminal);
  free(session);
}

// --- tests --------------------------------------------------------------------------------------

static int make_folder(void **state) {
  (void)state;
  strcpy(strrchr(folder, '-'), "-XXXXXX");
  return mkdtemp(folder) && mkdir(path("to"), 0777) == 0 ? 0 : -1;
}

static int remove_folder(void **state) {
  (void)state;
  char command[200];
  snprintf(command, sizeof command, "rm -r %s", folder);
  return system(command);
}

static void files_are_copied_without_a_terminal(void **state) {
  (void)state;
  put_file("a", "one");
  put_file("b", "");
  char command[1000];
  snprintf(command, sizeof command, "%s %s %s %s </dev/null", EXAMPLE_COPY, path("a"), path("b"),
           path("to"));
  assert_int_equal(system(command), 0);
  expect_file("to/a", "one");
  expect_file("to/b", "");
  expect_copies("a b ");
  snprintf(command, sizeof command, "%s %s %s 2>%s </dev/null", EXAMPLE_COPY, path("none"),
           path("to"), path("errors"));
  assert_int_equal(WEXITSTATUS(system(command)), 1);
  snprintf(command, sizeof command, "copy: %s/none: No such file or directory\n", folder);
  expect_file("errors", command);
}

static void keys_are_answered_while_copies_stand_still(void **state) {
  (void)state;
  int first = make_pipe("first"), second = make_pipe("second");
  struct session *session = START("first", "second");
  expect(session, "> first ");
  press(session, "j");
  expect(session, "> second ");
  press(session, "\033[A"); // Up
  expect(session, "> first ");
  assert_int_equal(write(second, "12345", 5), 5);
  expect(session, "5 bytes copying"); // seen without a key
  press(session, "q");
  expect_end(session, 130);
  expect_copies("");
  close(first);
  close(second);
}

static void a_paused_copy_takes_no_more_until_it_goes_on(void **state) {
  (void)state;
  int source = make_pipe("source");
  struct session *session = START("source");
  assert_int_equal(write(source, "abc", 3), 3);
  expect(session, " 3 bytes copying");
  press(session, " ");
  expect(session, "paused");
  press(session, " ");
  expect(session, "copying");
  assert_int_equal(write(source, "defg", 4), 4);
  expect(session, " 7 bytes copying");
  close(source); // the last writer
  expect_end(session, 0);
  expect_file("to/source", "abcdefg");
}

static void a_cancelled_copy_leaves_nothing_and_the_others_go_on(void **state) {
  (void)state;
  int first = make_pipe("first"), second = make_pipe("second");
  struct session *session = START("first", "second");
  assert_int_equal(write(second, "two", 3), 3);
  expect(session, " 3 bytes copying");
  press(session, "c");
  expect(session, "operation cancelled");
  close(second);
  expect_end(session, 1);
  expect_copies("second ");
  expect_file("to/second", "two");
  close(first);
}

// Expects a picture in which `count` files have a byte copied and one has none, and returns which
// one of the `count` + 1 that is.
static int expect_one_waiting(struct session *session, int count) {
  for (;;) {
    char *picture = session->seen + session->from;
    int waiting = -1, copying = 0;
    expect(session, "\033[J"); // its end
    session->seen[session->from - 1] = '\0';
    for (int i = 0; i <= count; i++) {
      char line[100];
      snprintf(line, sizeof line, "%c %-24d %11d bytes copying", i == 0 ? '>' : ' ', i, 1);
      if (strstr(picture, line))
        copying++;
      else
        waiting = i;
    }
    if (copying == count && strstr(picture, " 0 bytes waiting"))
      return waiting;
  }
}

static void more_copies_than_places_wait_for_one(void **state) {
  (void)state;
  int pipes[5];
  const char *names[] = {"0", "1", "2", "3", "4", NULL};
  for (int i = 0; i < 5; i++) {
    pipes[i] = make_pipe(names[i]);
    assert_int_equal(write(pipes[i], "x", 1), 1);
  }
  struct session *session = start(names);
  int waiting = expect_one_waiting(session, 4);
  for (int i = 0; i < 5; i++)
    if (i != waiting)
      close(pipes[i]);
  char line[100];
  snprintf(line, sizeof line, " %-24d %11d bytes copying", waiting, 1);
  expect(session, line);
  close(pipes[waiting]);
  expect_end(session, 0);
  expect_copies("0 1 2 3 4 ");
  expect_file("to/4", "x");
}

static void signals_and_ctrl_c_end_it_and_put_the_terminal_in_order(void **state) {
  (void)state;
  int source = make_pipe("source");
  struct session *session = START("source");
  expect(session, "> source ");
  press(session, "\003");
  expect_end(session, 130);
  session = START("source");
  expect(session, "> source ");
  assert_int_equal(kill(session->process, SIGTERM), 0);
  expect_end(session, 130);
  expect_copies("");
  close(source);
}

static void the_picture_follows_the_size_of_the_terminal(void **state) {
  (void)state;
  int source = make_pipe("source");
  put_file("other", "x");
  struct session *session = START("other", "source");
  expect(session, "> other ");
  press(session, "j");
  expect(session, "> source ");
  struct winsize small = {.ws_row = 4, .ws_col = 10};
  assert_int_equal(ioctl(session->terminal, TIOCSWINSZ, &small), 0); // which sends SIGWINCH
  expect(session, "\033[H> source "); // one line, and that is the selected one
  expect(session, "\033[J\r\nj, k: sele\033[H");
  press(session, "q");
  expect_end(session, 130);
  close(source);
}

#define COPY_TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {
      COPY_TEST(files_are_copied_without_a_terminal),
      COPY_TEST(keys_are_answered_while_copies_stand_still),
      COPY_TEST(a_paused_copy_takes_no_more_until_it_goes_on),
      COPY_TEST(a_cancelled_copy_leaves_nothing_and_the_others_go_on),
      COPY_TEST(more_copies_than_places_wait_for_one),
      COPY_TEST(signals_and_ctrl_c_end_it_and_put_the_terminal_in_order),
      COPY_TEST(the_picture_follows_the_size_of_the_terminal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
