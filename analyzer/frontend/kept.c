// SPDX-License-Identifier: MIT
// Units that stay parsed. The first reading parses plainly, remembers what was included, and takes
// the unit's head; later ones reparse with a precompiled preamble while the directives and their
// files are the same, and lower what is behind the head. Else they begin anew. The result is the
// same in all cases.
#include "analyzer/frontend/kept.h"
#include "analyzer/frontend/head/head.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
  MAX_KEPT = 12,
  MAX_MISFITS = 3 // a unit whose head was another one so often is always lowered wholly
};

/// What tells whether a file is what it was.
struct stamp {
  uint64_t size, time; // of an editor's text: its hash
};

struct kept_unit {
  uint64_t key; // of path, directory and arguments
  CXTranslationUnit tu;
  size_t preamble;        // length
  bool plain;             // the preamble is not a whole number of declarations: not precompiled
  bool lacking;           // a file was not found
  struct text directives; // the preamble, and where more is included below it, all directives
  struct kept_includes includes;
  struct stamp *stamps; // of each
  struct head *head;    // `tu` shows what is behind it only, once it is warm; or NULL
  unsigned misfits;
  struct frontend_request request; // for kept_warm(): the one that was read last
  struct arena arena;              // of `request`
  bool warm;                       // has a precompiled preamble
  uint64_t used;                   // when, in readings
};

struct kept_units {
  CXIndex index, behind; // the second one shows no declarations of preambles
  uint64_t clock;
  unsigned headless;      // readings for which a unit's head was not lowered again
  struct kept_unit *last; // read last, or NULL
  struct kept_unit units[MAX_KEPT];
};

struct kept_units *kept_units_create(void) {
  struct kept_units *kept = xcalloc(1, sizeof *kept);
  CXIndexOptions options = {.Size = sizeof options, .StorePreamblesInMemory = 1};
  kept->index = clang_createIndexWithOptions(&options);
  options.ExcludeDeclarationsFromPCH = 1;
  kept->behind = clang_createIndexWithOptions(&options);
  return kept;
}

static void forget(struct kept_unit *unit) {
  if (unit->tu)
    clang_disposeTranslationUnit(unit->tu);
  text_free(&unit->directives);
  free(unit->includes.items);
  arena_free(&unit->includes.arena);
  free(unit->stamps);
  head_destroy(unit->head);
  arena_free(&unit->arena);
  *unit = (struct kept_unit){0};
}

void kept_units_destroy(struct kept_units *kept) {
  if (!kept)
    return;
  for (int i = 0; i < MAX_KEPT; i++)
    forget(&kept->units[i]);
  clang_disposeIndex(kept->index);
  clang_disposeIndex(kept->behind);
  free(kept);
}

static uint64_t key_of(const struct frontend_request *request) {
  uint64_t key = hash_bytes(HASH_SEED, request->path, strlen(request->path) + 1);
  key = hash_bytes(key, request->directory, strlen(request->directory) + 1);
  for (unsigned i = 0; i < request->argument_count; i++)
    key = hash_bytes(key, request->arguments[i], strlen(request->arguments[i]) + 1);
  return key | 1;
}

/// The place of the unit: its own, a free one, or that of the unit not read for longest.
static struct kept_unit *find_unit(struct kept_units *kept, uint64_t key) {
  struct kept_unit *oldest = &kept->units[0];
  for (int i = 0; i < MAX_KEPT; i++) {
    if (kept->units[i].key == key)
      return &kept->units[i];
    if (kept->units[i].used < oldest->used)
      oldest = &kept->units[i];
  }
  forget(oldest);
  oldest->key = key;
  return oldest;
}

// ---- do the directives still stand? ----

static const struct frontend_text *text_of(const struct frontend_request *request,
                                           const char *path) {
  for (unsigned i = 0; i < request->text_count; i++)
    if (!strcmp(request->texts[i].path, path))
      return &request->texts[i];
  return NULL;
}

static struct stamp stamp_of(const struct frontend_request *request, const char *path) {
  const struct frontend_text *text = text_of(request, path);
  struct stat status;
  if (text)
    return (struct stamp){UINT64_MAX, XXH3_64bits(text->data, text->length)};
  if (stat(path, &status) != 0)
    return (struct stamp){0};
  return (struct stamp){(uint64_t)status.st_size, (uint64_t)status.st_mtim.tv_sec * 1000000000u +
                                                      (uint64_t)status.st_mtim.tv_nsec};
}

static void take_directives(const char *text, size_t length, struct text *directives) {
  size_t preamble = scan_preamble(text, length);
  text_append(directives, text, preamble);
  text_putc(directives, '\0');
  size_t before = directives->length;
  if (!scan_directives(text, length, preamble, directives))
    directives->length = before;
}

/// The directives of the text that is to be read now. False when the file cannot be read.
static bool read_directives(const struct frontend_request *request, struct text *directives) {
  const struct frontend_text *text = text_of(request, request->path);
  struct text content = {0};
  bool good = true;
  if (text)
    take_directives(text->data, text->length, directives);
  else if ((good = text_read_file(&content, request->path, (size_t)64 << 20)))
    take_directives(text_get(&content), content.length, directives);
  text_free(&content);
  return good;
}

static bool still_stands(const struct kept_unit *unit, const struct frontend_request *request,
                         const struct text *directives) {
  if (unit->directives.length != directives->length ||
      memcmp(unit->directives.data, directives->data, directives->length) != 0)
    return false;
  for (uint32_t i = 0; i < unit->includes.count; i++) {
    struct stamp now = stamp_of(request, unit->includes.items[i].path);
    if (now.size != unit->stamps[i].size || now.time != unit->stamps[i].time)
      return false;
  }
  return true;
}

// ---- reading ----

static void copy_request(struct kept_unit *unit, const struct frontend_request *request) {
  struct arena *arena = &unit->arena;
  arena_free(arena);
  const char **arguments = ARENA_ARRAY(arena, const char *, request->argument_count);
  for (unsigned i = 0; i < request->argument_count; i++)
    arguments[i] = arena_string(arena, request->arguments[i]);
  struct frontend_text *texts = ARENA_ARRAY(arena, struct frontend_text, request->text_count);
  for (unsigned i = 0; i < request->text_count; i++)
    texts[i] = (struct frontend_text){
        arena_string(arena, request->texts[i].path),
        arena_string_n(arena, request->texts[i].data, request->texts[i].length),
        request->texts[i].length};
  unit->request = (struct frontend_request){.path = arena_string(arena, request->path),
                                            .directory = arena_string(arena, request->directory),
                                            .arguments = arguments,
                                            .argument_count = request->argument_count,
                                            .texts = texts,
                                            .text_count = request->text_count};
}

static void drop(struct kept_unit *unit) {
  if (unit->tu)
    clang_disposeTranslationUnit(unit->tu);
  unit->tu = NULL;
}

static bool reparse(struct kept_unit *unit, const struct frontend_request *request) {
  struct CXUnsavedFile *files = unsaved_files(request->texts, request->text_count);
  int failed = clang_reparseTranslationUnit(unit->tu, request->text_count, files,
                                            CXTranslationUnit_KeepGoing);
  free(files);
  if (failed)
    drop(unit);
  return !failed;
}

static enum CXChildVisitResult look_away(CXCursor cursor, CXCursor parent, CXClientData data) {
  (void)cursor;
  (void)parent;
  (void)data;
  return CXChildVisit_Break;
}

/// Parses the unit that was parsed plainly once more, with a precompiled preamble. That libclang
/// has made one shows in the first walk after it only: the preamble's declarations are among those
/// of the unit.
static bool warm_up(struct kept_units *kept, struct kept_unit *unit,
                    const struct frontend_request *request) {
  unit->warm = true;
  if (!unit->head)
    return reparse(unit, request);
  drop(unit);
  unsigned options =
      CXTranslationUnit_PrecompiledPreamble | CXTranslationUnit_CreatePreambleOnFirstParse;
  if (parse_unit(kept->behind, request, options, &unit->tu) != CXError_Success)
    return false;
  clang_visitChildren(clang_getTranslationUnitCursor(unit->tu), look_away, NULL);
  return true;
}

/// Nanoseconds of the clock that files have their times from.
static uint64_t file_clock(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/// What the files were when they were read, from `start` on. One that was written at that time may
/// have been read before it was: it never is what it was.
static void take_stamps(struct kept_unit *unit, const struct frontend_request *request,
                        uint64_t start) {
  enum { GRANULARITY = 20000000 }; // of file times
  unit->stamps = xcalloc((size_t)unit->includes.count + 1, sizeof *unit->stamps);
  for (uint32_t i = 0; i < unit->includes.count; i++) {
    struct stamp *stamp = &unit->stamps[i];
    *stamp = stamp_of(request, unit->includes.items[i].path);
    if (stamp->size != UINT64_MAX && stamp->time + GRANULARITY >= start)
      *stamp = (struct stamp){UINT64_MAX - 1, 0};
  }
}

/// True when the preamble by itself has errors: a header that opens what only the file closes, say.
/// A fresh parse reads on where the precompiled preamble ends, so that both differ.
static bool preamble_is_broken(const struct kept_unit *unit, const char *path) {
  unsigned count = clang_getNumDiagnostics(unit->tu);
  bool broken = false;
  for (unsigned i = 0; i < count && !broken; i++) {
    CXDiagnostic diagnostic = clang_getDiagnostic(unit->tu, i);
    CXFile file;
    unsigned offset;
    CXSourceLocation at = clang_getDiagnosticLocation(diagnostic);
    clang_getFileLocation(at, &file, NULL, NULL, &offset);
    CXString name = clang_getFileName(file);
    bool own = clang_Location_isFromMainFile(at) || (file && !strcmp(clang_getCString(name), path));
    bool below = own && offset > unit->preamble;
    broken = clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error && file && !below;
    clang_disposeString(name);
    clang_disposeDiagnostic(diagnostic);
  }
  return broken;
}

/// True when some file was not found: once it is there, nothing else tells that it is to be read.
static bool lacks_file(CXTranslationUnit tu) {
  unsigned count = clang_getNumDiagnostics(tu);
  bool found = false;
  for (unsigned i = 0; i < count && !found; i++) {
    CXDiagnostic diagnostic = clang_getDiagnostic(tu, i);
    CXString text = clang_getDiagnosticSpelling(diagnostic);
    found = strstr(clang_getCString(text), "file not found");
    clang_disposeString(text);
    clang_disposeDiagnostic(diagnostic);
  }
  return found;
}

static void read_anew(struct kept_units *kept, struct kept_unit *unit, struct ir_pool *pool,
                      const struct frontend_request *request, struct text *directives,
                      struct ir_unit *ir) {
  struct kept_unit before = *unit;
  forget(unit);
  unit->key = before.key;
  unit->plain = before.plain;
  unit->misfits = before.misfits;
  unit->preamble = strlen(text_get(directives)); // all of a file that has a NUL there is broken
  unit->directives = *directives;
  *directives = (struct text){0};
  uint64_t start = file_clock();
  enum CXErrorCode code =
      parse_unit(kept->index, request, CXTranslationUnit_PrecompiledPreamble, &unit->tu);
  if (code != CXError_Success) {
    ir->failure = failure_text(code);
    forget(unit);
    return;
  }
  unit->lacking = lacks_file(unit->tu);
  bool take = !unit->plain && !unit->lacking && unit->misfits < MAX_MISFITS;
  lower_unit(pool, unit->tu, ir,
             &(struct lowering){.directory = request->directory,
                                .remember = &unit->includes,
                                .take = take ? &unit->head : NULL,
                                .preamble = unit->preamble});
  take_stamps(unit, request, start);
}

/// Reads a unit plainly whose head is another one now. Its preamble stays.
static void read_wholly(struct kept_units *kept, struct kept_unit *unit, struct ir_pool *pool,
                        const struct frontend_request *request, struct ir_unit *ir) {
  CXTranslationUnit tu;
  head_destroy(unit->head);
  unit->head = NULL;
  enum CXErrorCode code = parse_unit(kept->index, request, 0, &tu);
  if (code == CXError_Success) {
    lower_unit(pool, tu, ir,
               &(struct lowering){.directory = request->directory,
                                  .take = ++unit->misfits < MAX_MISFITS ? &unit->head : NULL,
                                  .preamble = unit->preamble});
    clang_disposeTranslationUnit(tu);
  } else {
    ir->failure = failure_text(code);
  }
  if (!unit->head)
    drop(unit); // it does not show the preamble
}

/// Reparses the unit when what is kept of it still holds. False: it is to be read anew.
static bool read_again(struct kept_units *kept, struct kept_unit *unit,
                       const struct frontend_request *request, const struct text *directives) {
  if (!still_stands(unit, request, directives)) {
    unit->plain = false;
    unit->misfits = 0;
    return false;
  }
  if (!unit->tu || unit->plain || unit->lacking ||
      !(unit->warm ? reparse(unit, request) : warm_up(kept, unit, request)))
    return false;
  unit->plain = preamble_is_broken(unit, request->path);
  return !unit->plain;
}

static void lower_again(struct kept_units *kept, struct kept_unit *unit, struct ir_pool *pool,
                        const struct frontend_request *request, struct ir_unit *ir) {
  if (lower_unit(pool, unit->tu, ir,
                 &(struct lowering){.directory = request->directory,
                                    .known = &unit->includes,
                                    .head = unit->head})) {
    unit->misfits = 0;
    kept->headless += unit->head != NULL;
  } else {
    read_wholly(kept, unit, pool, request, ir);
  }
}

unsigned kept_behind(const struct kept_units *kept) {
  return kept->headless;
}

void kept_read(struct kept_units *kept, struct ir_pool *pool,
               const struct frontend_request *request, struct ir_unit *ir) {
  struct text directives = {0};
  if (!read_directives(request, &directives)) {
    ir->failure = failure_text(CXError_Failure);
    return;
  }
  struct kept_unit *unit = find_unit(kept, key_of(request));
  if (read_again(kept, unit, request, &directives))
    lower_again(kept, unit, pool, request, ir);
  else
    read_anew(kept, unit, pool, request, &directives, ir);
  text_free(&directives);
  unit->used = ++kept->clock;
  kept->last = unit->tu ? unit : NULL;
  if (unit->tu && !unit->warm)
    copy_request(unit, request);
}

void kept_warm(struct kept_units *kept) {
  struct kept_unit *unit = kept->last;
  if (!unit || unit->warm || unit->plain || unit->lacking)
    return;
  warm_up(kept, unit, &unit->request);
  arena_free(&unit->arena);
}
