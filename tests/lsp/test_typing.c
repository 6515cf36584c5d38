// SPDX-License-Identifier: MIT
// Random edits, broken code most of the time, with files that are saved, closed and opened again,
// and requests in between, some cancelled. At every pause what is published is what a fresh check
// of the same texts says; memory does not grow. EDITS and SEED in the environment make it another
// or a longer session: `lsp.day`.
#include "tests/lsp/client.h"
#include "tests/lsp/process.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILES = 16, PAUSE_EVERY = 60, RESTORE_EVERY = 300, DEFAULT_EDITS = 1500 };

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
  unsigned changes, pauses, broken; // of the pauses: those with a file that does not compile
  unsigned measured;                // how often memory was looked at
  double memory[2]; // the most in MiB: in the first half of the session, in all of it
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
  session->changes++;
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

static void open_again(struct session *session, struct file *file) {
  if (file->open)
    return;
  open_text(&session->editor, file->name, ++file->version, text_get(&file->now));
  file->open = true;
}

/// What was not saved is gone: the text is that of the disk again.
static void close_unsaved(struct session *session, struct file *file) {
  char path[512];
  close_text(&session->editor, file->name);
  file->open = false;
  file->now.length = 0;
  snprintf(path, sizeof path, "%s/%s", sandbox, file->name);
  assert_true(text_read_file(&file->now, path, 1 << 24));
}

static void save(struct session *session, struct file *file) {
  put_file(file->name, text_get(&file->now));
  tell(&session->editor, "textDocument/didSave", document_of(file->name));
}

/// Asks for something; whether that is cancelled or not, there is one answer.
static void ask_something(struct session *session, struct file *file) {
  static const char *const methods[] = {"textDocument/hover", "textDocument/codeLens",
                                        "textDocument/implementation", "textDocument/diagnostic"};
  json_t *params = at_place(file->name, (int)pick(session, 60), (int)pick(session, 30));
  json_int_t id = post(&session->editor, methods[pick(session, 4)], params);
  if (pick(session, 2))
    tell(&session->editor, "$/cancelRequest", json_pack("{s:I}", "id", id));
  json_t *response = answer_to(&session->editor, id);
  json_t *error = json_object_get(response, "error");
  assert_true(!error || json_integer_value(json_object_get(error, "code")) == -32800);
  json_decref(response);
}

/// The beginning of the character at an offset: nobody edits half of one.
static size_t whole(const struct text *text, size_t at) {
  while (at > 0 && at < text->length && ((unsigned char)text->data[at] & 0xc0) == 0x80)
    at--;
  return at;
}

/// One thing that somebody at a keyboard does.
static void do_something(struct session *session) {
  struct file *file = &session->files[pick(session, (unsigned)session->count)];
  open_again(session, file);
  size_t length = file->now.length, at = whole(&file->now, pick(session, (unsigned)length + 1));
  size_t end = at + pick(session, 12);
  end = whole(&file->now, end > length ? length : end);
  switch (pick(session, 14)) {
  case 0: // back to what it was
    edit(session, file, 0, length, file->original.data);
    break;
  case 1: // deletes
  case 2:
    edit(session, file, at, end, "");
    break;
  case 3: // pastes a part of the file
    if (length < 20000) {
      size_t to = whole(&file->now, length - at > 400 ? at + 400 : length);
      char *copy = strndup(text_get(&file->now) + at, to - at);
      edit(session, file, at, at, copy);
      free(copy);
    }
    break;
  case 4: // does something else than typing
    switch (pick(session, 6)) {
    case 0:
      close_unsaved(session, file);
      break;
    case 1:
      save(session, file);
      break;
    default:
      ask_something(session, file);
    }
    break;
  default: // types
    edit(session, file, at, at, pieces[pick(session, sizeof pieces / sizeof *pieces)]);
    break;
  }
}

static bool is_broken(struct session *session) {
  for (int i = 0; i < session->count; i++)
    if (has_code(&session->editor, session->files[i].name, "unchecked"))
      return true;
  return false;
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
  session->pauses++;
  session->broken += is_broken(session);
}

/// The texts are those of the beginning, so the memory should be as well.
static void measure(struct session *session, bool first_half) {
  double seconds, mib;
  process_usage(session->editor.pid, &seconds, &mib);
  session->measured++;
  for (int i = first_half ? 0 : 1; i < 2; i++)
    session->memory[i] = mib > session->memory[i] ? mib : session->memory[i];
}

static void memory_has_not_grown(const struct session *session) {
  print_message("%u changes, %u pauses (%u with broken code), %.0f MiB in the first half, %.0f in "
                "all\n",
                session->changes, session->pauses, session->broken, session->memory[0],
                session->memory[1]);
#if !defined(__SANITIZE_ADDRESS__) // which keeps what is freed for a while
  if (session->measured > 3)       // a short session has no halves to speak of
    assert_true(session->memory[1] <= session->memory[0] * 1.1 + 16);
#endif
}

static void restore(struct session *session) {
  for (int i = 0; i < session->count; i++)
    if (strcmp(text_get(&session->files[i].now), session->files[i].original.data) != 0) {
      open_again(session, &session->files[i]);
      edit(session, &session->files[i], 0, session->files[i].now.length,
           session->files[i].original.data);
    }
}

static void random_edits_end_where_a_fresh_check_does_and_no_memory_is_lost(void **state) {
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
    if (i % RESTORE_EVERY == 0) { // begins again with code that compiles
      restore(&session);
      pause_and_compare(&session);
      measure(&session, i <= edits / 2);
      if (i % 3000 == 0)
        print_message("%u edits\n", i);
    }
  }
  restore(&session);
  pause_and_compare(&session);
  memory_has_not_grown(&session);
  editor_close(&session.editor);
  for (int i = 0; i < session.count; i++) {
    text_free(&session.files[i].original);
    text_free(&session.files[i].now);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(random_edits_end_where_a_fresh_check_does_and_no_memory_is_lost)};
  return cmocka_run_group_tests_name("lsp.typing", tests, NULL, NULL);
}
