// SPDX-License-Identifier: MIT
// Random edits, broken code most of the time. At every pause what is published is what a fresh
// check of the same texts says. EDITS and SEED in the environment make it another or a longer
// session.
#include "tests/lsp/client.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILES = 16, PAUSE_EVERY = 60, DEFAULT_EDITS = 1500 };

/// A file of the session, as the server is told it is.
struct file {
  char name[256];
  struct text original, now;
  int version;
  bool open;
};

/// A session of typing.
struct session {
  struct editor editor;
  struct file files[MAX_FILES];
  int count;
  unsigned seed;
};

static unsigned pick(struct session *session, unsigned limit) {
  session->seed = session->seed * 1103515245u + 12345u;
  return (session->seed >> 8) % limit;
}

static unsigned number_of(const char *variable, unsigned otherwise) {
  const char *value = getenv(variable);
  return value && *value ? (unsigned)strtoul(value, NULL, 10) : otherwise;
}

// ---- the demo project in the sandbox ----

static void copy_demo(struct session *session) {
  const char *units[MAX_FILES];
  size_t unit_count = 0;
  DIR *folder = opendir(DEMO);
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder));) {
    size_t length = strlen(entry->d_name);
    if (length < 3 || entry->d_name[length - 2] != '.' || session->count == MAX_FILES)
      continue;
    struct file *file = &session->files[session->count++];
    char path[512];
    snprintf(path, sizeof path, "%s/%s", DEMO, entry->d_name);
    snprintf(file->name, sizeof file->name, "%s", entry->d_name);
    assert_true(text_read_file(&file->original, path, 1 << 20));
    text_puts(&file->now, file->original.data);
    put_file(file->name, file->original.data);
    if (entry->d_name[length - 1] == 'c')
      units[unit_count++] = file->name;
  }
  closedir(folder);
  assert_true(unit_count > 2);
  put_database(units, unit_count);
}

// ---- edits ----

static void replace(struct text *text, size_t from, size_t to, const char *by) {
  struct text changed = {0};
  text_append(&changed, text_get(text), from);
  text_puts(&changed, by);
  text_append(&changed, text_get(text) + to, text->length - to);
  text_free(text);
  *text = changed;
}

static json_t *position_of(const struct text *text, size_t offset) {
  int line = 0;
  size_t start = 0;
  for (size_t i = 0; i < offset; i++)
    if (text->data[i] == '\n') {
      line++;
      start = i + 1;
    }
  return json_pack("{s:i,s:i}", "line", line, "character", (int)(offset - start));
}

static void edit(struct session *session, struct file *file, size_t from, size_t to,
                 const char *by) {
  json_t *change = json_pack("{s:{s:o,s:o},s:s}", "range", "start", position_of(&file->now, from),
                             "end", position_of(&file->now, to), "text", by);
  replace(&file->now, from, to, by);
  tell(&session->editor, "textDocument/didChange",
       json_pack("{s:{s:o,s:i},s:[o]}", "textDocument", "uri", uri_of(file->name), "version",
                 ++file->version, "contentChanges", change));
}

static const char *const pieces[] = {
    "{",
    "}",
    "(",
    ")",
    ";",
    "\n",
    "\"",
    "/*",
    "*/",
    "//",
    "#",
    "x",
    "0",
    "return 0;",
    "sleep(1);",
    "\n#include <poll.h>\n",
    "\n#define X 1\n",
    "\n#if 0\n",
    "\n#endif\n",
    "task_delay(1, CANCEL_NONE);",
    "int f(void) { return 1; }\n",
    "// async-lint: allow(blocking-call) why\n",
    "if (x) ",
    "while (1) ",
    "static ",
    "void ",
    "struct s { int a; };\n",
    "goto out;",
    "out:;",
    "\xc3\xa4",
    "\\\n",
};

/// One thing that somebody at a keyboard does.
static void do_something(struct session *session) {
  struct file *file = &session->files[pick(session, (unsigned)session->count)];
  if (!file->open) {
    open_text(&session->editor, file->name, ++file->version, text_get(&file->now));
    file->open = true;
  }
  size_t length = file->now.length, at = pick(session, (unsigned)length + 1);
  size_t end = at + pick(session, 12);
  end = end > length ? length : end;
  switch (pick(session, 12)) {
  case 0: // back to what it was
    edit(session, file, 0, length, file->original.data);
    break;
  case 1: // deletes
  case 2:
    edit(session, file, at, end, "");
    break;
  case 3: // pastes a part of the file
    if (length < 20000) {
      char *copy = strndup(text_get(&file->now) + at, length - at > 400 ? 400 : length - at);
      edit(session, file, at, at, copy);
      free(copy);
    }
    break;
  default: // types
    edit(session, file, at, at, pieces[pick(session, sizeof pieces / sizeof *pieces)]);
    break;
  }
}

/// Everything is saved, so that a fresh check sees the same texts.
static void pause_and_compare(struct session *session) {
  settle(&session->editor);
  for (int i = 0; i < session->count; i++)
    put_file(session->files[i].name, text_get(&session->files[i].now));
  for (int i = 0; i < session->count; i++)
    if (session->files[i].open &&
        published_version(&session->editor, session->files[i].name) != session->files[i].version)
      fail_msg("%s: version %d was published last, not %d", session->files[i].name,
               (int)published_version(&session->editor, session->files[i].name),
               session->files[i].version);
  same_as_fresh(&session->editor);
}

static void restore(struct session *session) {
  for (int i = 0; i < session->count; i++)
    if (session->files[i].open)
      edit(session, &session->files[i], 0, session->files[i].now.length,
           session->files[i].original.data);
}

static void random_edits_end_where_a_fresh_check_does(void **state) {
  (void)state;
  struct session session = {.seed = number_of("SEED", 1)};
  unsigned edits = number_of("EDITS", DEFAULT_EDITS);
  copy_demo(&session);
  session.editor = editor_open(NULL);
  for (unsigned i = 1; i <= edits; i++) {
    do_something(&session);
    if (i % PAUSE_EVERY)
      continue;
    pause_and_compare(&session);
    if (i % (PAUSE_EVERY * 5) == 0) { // begins again with code that compiles
      restore(&session);
      pause_and_compare(&session);
    }
  }
  restore(&session);
  pause_and_compare(&session);
  editor_close(&session.editor);
  for (int i = 0; i < session.count; i++) {
    text_free(&session.files[i].original);
    text_free(&session.files[i].now);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {CLI_TEST(random_edits_end_where_a_fresh_check_does)};
  return cmocka_run_group_tests_name("lsp.typing", tests, NULL, NULL);
}
