// SPDX-License-Identifier: MIT
// Shared headers. The steps that enough units begin with become a PCH; each of these units is then
// parsed with it, its own text having blanks where the steps were, so that each header is read
// exactly once, as without. Headers whose meaning depends on more than the text before them are
// never shared. Macros of a unit's own command line are defined behind the headers then: only where
// these never name them.
#include "analyzer/frontend/shared.h"

#include "analyzer/base/steps.h"
#include "analyzer/frontend/head/head.h"
#include "analyzer/frontend/scratch.h"
#include "analyzer/frontend/words.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  MAX_HEADERS = 16,        // PCHs at a time: files of 1 to 10 MiB
  LEAST_BYTES = 150 << 10, // of headers; a PCH of fewer costs more than it saves
  TEXT_LIMIT = 64 << 20
};

/// Headers that were compiled.
struct headers {
  uint64_t hash; // of the steps; 0: free
  int file;      // holds the PCH, and has no name; -1: these headers may not be shared
  char name[32]; // by which libclang finds the file
  struct kept_includes includes;
  struct words words;      // of these headers, and of what they were compiled with
  struct head *head;       // what they hold, or NULL
  unsigned tries, misfits; // units that were to be lowered behind it, and to which it does not fit
  uint64_t used;
};

struct shared_headers {
  CXIndex index, behind; // the second one shows no declarations of PCHs
  uint64_t clock;
  struct headers headers[MAX_HEADERS];
};

struct shared_headers *shared_headers_create(CXIndex index) {
  struct shared_headers *shared = xcalloc(1, sizeof *shared);
  shared->index = index;
  shared->behind = clang_createIndex(1, 0);
  return shared;
}

static void close_file(struct headers *headers) {
  if (headers->hash && headers->file >= 0)
    close(headers->file);
  headers->file = -1;
}

static void forget(struct headers *headers) {
  close_file(headers);
  head_destroy(headers->head);
  free(headers->includes.items);
  arena_free(&headers->includes.arena);
  *headers = (struct headers){0};
}

void shared_headers_destroy(struct shared_headers *shared) {
  if (!shared)
    return;
  for (int i = 0; i < MAX_HEADERS; i++)
    forget(&shared->headers[i]);
  clang_disposeIndex(shared->behind);
  free(shared);
}

// ---- which headers may be shared ----

/// Words after which a text means more than what it says: it depends on the main file or on the
/// time, or leaves a state behind that a PCH does not keep. In a comment they do no harm.
static const char *const unsafe_words[] = {
    "__BASE_FILE__", "__INCLUDE_LEVEL__", "__TIME__",  "__DATE__",       "__TIMESTAMP__",
    "__COUNTER__",   "push_macro",        "pop_macro", "attribute push", ".push",
    "include_alias", "assume_nonnull",
};

static bool has_unsafe_word(const char *text, size_t length) {
  for (size_t i = 0; i < sizeof unsafe_words / sizeof *unsafe_words; i++)
    if (memmem(text, length, unsafe_words[i], strlen(unsafe_words[i])))
      return true;
  return false;
}

/// The steps themselves stand on other lines of other files.
static bool steps_are_safe(const char *text, size_t length) {
  return !has_unsafe_word(text, length) && !memmem(text, length, "__LINE__", 8) &&
         !memmem(text, length, "__FILE_", 7);
}

/// ... and notes their words.
static bool headers_are_safe(CXTranslationUnit tu, struct headers *headers) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < headers->includes.count; i++) {
    CXFile file = clang_getFile(tu, headers->includes.items[i].path);
    size_t length = 0;
    const char *text = file ? clang_getFileContents(tu, file, &length) : NULL;
    if (!text || has_unsafe_word(text, length))
      return false;
    words_add(&headers->words, text, length);
    bytes += length;
  }
  return bytes >= LEAST_BYTES;
}

/// Whether the unit's own macros mean nothing to these headers: then it is the same whether they
/// are defined before them or, as clang does with macros that a PCH was compiled without, behind.
static bool macros_are_apart(const struct headers *headers,
                             const struct frontend_request *request) {
  bool apart = true;
  for (unsigned i = 0; i < request->argument_count && apart; i++) {
    const char *name = request->arguments[i] + strlen("-D");
    if (steps_is_own(request->own, i))
      apart = !words_may_name(&headers->words, name, strcspn(name, "="));
  }
  return apart;
}

/// Any error there is: the headers are not whole by themselves.
static bool has_errors(CXTranslationUnit tu) {
  unsigned count = clang_getNumDiagnostics(tu);
  bool found = false;
  for (unsigned i = 0; i < count && !found; i++) {
    CXDiagnostic diagnostic = clang_getDiagnostic(tu, i);
    found = clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
    clang_disposeDiagnostic(diagnostic);
  }
  return found;
}

// ---- compiling headers ----

static void look_into(CXTranslationUnit tu, const char *directory, struct headers *headers) {
  struct ir_pool pool;
  struct ir_unit ir = {0};
  ir_pool_init(&pool);
  lower_unit(&pool, tu, &ir,
             &(struct lowering){.directory = directory,
                                .remember = &headers->includes,
                                .take = &headers->head,
                                .preamble = SIZE_MAX});
  ir_pool_free(&pool);
}

static int save(CXTranslationUnit tu) {
  struct scratch scratch;
  if (!scratch_open(&scratch))
    return -1;
  bool good = clang_saveTranslationUnit(tu, scratch.file, 0) == CXSaveError_None;
  return scratch_close(&scratch, good);
}

/// The arguments of all units that share the headers: without those that are this one's own.
static void set_arguments(struct frontend_request *part, const char **arguments) {
  unsigned count = 0;
  for (unsigned i = 0; i < part->argument_count; i++)
    if (!steps_is_own(part->own, i))
      arguments[count++] = part->arguments[i];
  part->arguments = arguments;
  part->argument_count = count;
}

static void note_words(struct headers *headers, const struct frontend_request *part) {
  words_add(&headers->words, part->texts->data, part->texts->length);
  for (unsigned i = 0; i < part->argument_count; i++)
    if (!strncmp(part->arguments[i], "-D", 2))
      words_add(&headers->words, part->arguments[i] + 2, strlen(part->arguments[i]) - 2);
}

/// Parses nothing but the steps, as a file of another name, since any unit may include another
/// one's file. `headers->file` is as it was when they may not be shared.
static void compile(struct shared_headers *shared, struct headers *headers,
                    const struct frontend_request *request, const char *text, size_t length) {
  struct text path = {0};
  text_printf(&path, "%.*s/.async-lint-headers.c",
              (int)(strrchr(request->path, '/') - request->path), request->path);
  struct frontend_text begin = {path.data, text, length};
  struct frontend_request part = *request;
  part.path = path.data;
  part.texts = &begin;
  part.text_count = 1;
  const char **arguments = xcalloc((size_t)part.argument_count + 1, sizeof *arguments);
  set_arguments(&part, arguments);
  note_words(headers, &part);
  CXTranslationUnit tu = NULL;
  if (parse_unit(shared->index, &part,
                 CXTranslationUnit_Incomplete | CXTranslationUnit_ForSerialization,
                 &tu) == CXError_Success) {
    if (!has_errors(tu)) {
      look_into(tu, request->directory, headers);
      if (headers_are_safe(tu, headers))
        headers->file = save(tu);
    }
    clang_disposeTranslationUnit(tu);
  }
  free(arguments);
  text_free(&path);
  snprintf(headers->name, sizeof headers->name, "/proc/self/fd/%d", headers->file);
}

/// The headers of these steps, compiled before or now; NULL when they may not be shared.
static struct headers *headers_of(struct shared_headers *shared,
                                  const struct frontend_request *request, const char *text,
                                  const struct steps *steps, unsigned count) {
  struct headers *place = &shared->headers[0];
  uint64_t hash = steps->hash[count - 1];
  for (int i = 0; i < MAX_HEADERS && place->hash != hash; i++)
    if (shared->headers[i].hash == hash || shared->headers[i].used < place->used)
      place = &shared->headers[i];
  if (place->hash != hash) {
    forget(place);
    *place = (struct headers){.hash = hash, .file = -1};
    if (steps_are_safe(text + steps->start[0], steps->end[count - 1] - steps->start[0]))
      compile(shared, place, request, text, steps->end[count - 1]);
  }
  place->used = ++shared->clock;
  return place->file >= 0 && macros_are_apart(place, request) ? place : NULL;
}

// ---- parsing with them ----

static enum CXErrorCode parse_with(CXIndex index, const struct headers *headers,
                                   const struct frontend_request *request, const struct text *rest,
                                   CXTranslationUnit *tu) {
  const char **arguments = xcalloc((size_t)request->argument_count + 2, sizeof *arguments);
  for (unsigned i = 0; i < request->argument_count; i++)
    arguments[i] = request->arguments[i];
  arguments[request->argument_count] = "-include-pch";
  arguments[request->argument_count + 1] = headers->name;
  struct frontend_text text = {request->path, rest->data, rest->length};
  struct frontend_request with = *request;
  with.arguments = arguments;
  with.argument_count += 2;
  with.texts = &text;
  with.text_count = 1;
  enum CXErrorCode code = parse_unit(index, &with, 0, tu);
  free(arguments);
  return code;
}

/// The text with blanks where its first `count` steps are.
static struct text without_steps(const struct text *text, const struct steps *steps,
                                 unsigned count) {
  struct text rest = {0};
  text_append(&rest, text->data, text->length);
  for (unsigned i = 0; i < count; i++)
    for (size_t at = steps->start[i]; at < steps->end[i]; at++)
      if (rest.data[at] != '\n')
        rest.data[at] = ' ';
  return rest;
}

struct self_inclusion {
  CXFile main;
  bool found;
};

static void note_main(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data) {
  struct self_inclusion *self = data;
  (void)stack;
  self->found |= depth > 0 && clang_File_isEqual(file, self->main);
}

/// A file that is included again has its steps then, too.
static bool includes_itself(CXTranslationUnit tu, const struct headers *headers, const char *path) {
  struct self_inclusion self = {clang_getFile(tu, path), false};
  clang_getInclusions(tu, note_main, &self);
  for (uint32_t i = 0; i < headers->includes.count && !self.found; i++)
    self.found = !strcmp(headers->includes.items[i].real, path);
  return self.found;
}

/// Arguments that put text before the file, or that have a PCH of their own.
static bool may_share(const struct frontend_request *request) {
  size_t length = strlen(request->path);
  for (unsigned i = 0; i < request->argument_count; i++)
    if (!strncmp(request->arguments[i], "-include", 8) || strstr(request->arguments[i], "macros") ||
        strstr(request->arguments[i], "pch"))
      return false;
  return length > 2 && !strcmp(request->path + length - 2, ".c") && *request->path == '/' &&
         !request->here && !request->text_count;
}

/// The head, unless it is that of few of the units only: those would be parsed twice.
static struct head *head_of(const struct headers *headers) {
  enum { ENOUGH = 6 };
  bool rare = headers->tries >= ENOUGH && headers->misfits * 3 > headers->tries;
  return rare ? NULL : headers->head;
}

bool shared_headers_parse(struct shared_headers *shared, const struct frontend_request *request,
                          bool wholly, struct shared_parse *parse) {
  struct steps steps;
  *parse = (struct shared_parse){0};
  if (!may_share(request) || !text_read_file(&parse->text, request->path, TEXT_LIMIT))
    return false;
  const char *text = text_get(&parse->text);
  steps_find(&steps, text, parse->text.length,
             steps_key(request->path, request->directory, request->arguments,
                       request->argument_count, request->own));
  unsigned count = request->share < steps.count ? request->share : steps.count;
  struct headers *headers = count ? headers_of(shared, request, text, &steps, count) : NULL;
  if (headers) {
    struct text rest = without_steps(&parse->text, &steps, count);
    parse->head = wholly ? NULL : head_of(headers);
    headers->tries += parse->head != NULL;
    headers->misfits += wholly;
    CXIndex index = parse->head ? shared->behind : shared->index;
    if (parse_with(index, headers, request, &rest, &parse->tu) != CXError_Success)
      close_file(headers); // a header has changed, most likely
    text_free(&rest);
  }
  if (parse->tu && !includes_itself(parse->tu, headers, request->path)) {
    parse->includes = &headers->includes;
    return true;
  }
  shared_parse_end(parse);
  return false;
}

void shared_parse_end(struct shared_parse *parse) {
  if (parse->tu)
    clang_disposeTranslationUnit(parse->tu);
  text_free(&parse->text);
}
