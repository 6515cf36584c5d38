// SPDX-License-Identifier: MIT
// Asking git, as a process, what changed. Its configuration is overruled where it would change what
// is printed.
#include "analyzer/findings/changes.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void read_back(int file, struct text *text) {
  char buffer[16384];
  ssize_t got;
  while ((got = pread(file, buffer, sizeof buffer, (off_t)text->length)) > 0)
    text_append(text, buffer, (size_t)got);
}

/// Starts `argv` with its output going to two files and waits for it; -1 with errno, else its exit
/// status.
static int run(const char *const *argv, int out, int err) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  pid_t child;
  int error =
      posix_spawnp(&child, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error) {
    errno = error;
    return -1;
  }
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR)
      return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Runs git. False when it fails, with its own words, or why it could not be started, in `message`.
static bool git(struct text *output, struct text *message, const char *const *argv) {
  // Memory files: nothing blocks on a full pipe, however much git has to say.
  int out = memfd_create("git-output", MFD_CLOEXEC);
  int err = memfd_create("git-messages", MFD_CLOEXEC);
  output->length = message->length = 0;
  int status = out < 0 || err < 0 ? -1 : run(argv, out, err);
  if (status < 0) {
    text_printf(message, "`git` cannot be run: %s", strerror(errno));
  } else {
    read_back(out, output);
    read_back(err, message);
    message->length = strcspn(text_get(message), "\n"); // the first line says it
    if (message->data)
      message->data[message->length] = '\0';
  }
  if (out >= 0)
    close(out);
  if (err >= 0)
    close(err);
  return status == 0;
}
#define GIT(output, message, ...)                                                                  \
  git((output), (message), (const char *[]){"git", __VA_ARGS__, NULL})

static void cut_line(struct text *text) {
  if (text->length && text->data[text->length - 1] == '\n')
    text->data[--text->length] = '\0';
}

/// Finds the top of the checkout and the commit that is meant.
static bool find_commit(const char *revision, struct text *top, struct text *commit,
                        struct text *error) {
  struct text message = {0}, name = {0};
  bool good = GIT(top, &message, "rev-parse", "--show-toplevel");
  if (!good) {
    text_printf(error, "`--since` needs a git checkout: %s", text_get(&message));
  } else {
    text_printf(&name, "%s^{commit}", revision);
    // A name such as `--help` must not become an option of git.
    good = *revision &&
           GIT(commit, &message, "rev-parse", "--verify", "--quiet", "--end-of-options", name.data);
    if (!good)
      text_printf(error,
                  "git knows no revision `%s`: a shallow clone has few, `git fetch` brings more",
                  revision);
  }
  cut_line(top);
  cut_line(commit);
  text_free(&message);
  text_free(&name);
  return good;
}

/// Files that git neither tracks nor ignores: new as a whole.
static bool add_untracked(struct changes *changes, const char *top, struct text *message) {
  struct text list = {0};
  bool good = GIT(&list, message, "-C", top, "ls-files", "--others", "--exclude-standard", "-z");
  for (size_t at = 0; good && at < list.length; at += strlen(list.data + at) + 1) {
    GROW(changes->files, changes->count, changes->capacity);
    changes->files[changes->count++] =
        (struct changed_file){.path = arena_printf(&changes->arena, "%s/%s", top, list.data + at)};
  }
  text_free(&list);
  return good;
}

bool changes_since(struct changes *changes, const char *revision, struct text *error) {
  struct text top = {0}, commit = {0}, diff = {0}, message = {0};
  bool good = find_commit(revision, &top, &commit, error);
  if (good) {
    good = GIT(&diff, &message, "-C", top.data, "-c", "core.quotePath=off", "diff", "--merge-base",
               "--unified=0", "--inter-hunk-context=0", "--no-color", "--no-ext-diff",
               "--no-textconv", "--no-renames", "--no-relative", "--src-prefix=a/",
               "--dst-prefix=b/", "--ignore-submodules", commit.data, "--") &&
           add_untracked(changes, top.data, &message);
    if (!good)
      text_printf(error, "git cannot compare with `%s`: %s", revision, text_get(&message));
  }
  if (good && !changes_parse(changes, text_get(&diff), top.data)) {
    text_puts(error, "git printed a diff that cannot be read");
    good = false;
  }
  text_free(&top);
  text_free(&commit);
  text_free(&diff);
  text_free(&message);
  return good;
}
