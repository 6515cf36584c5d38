// SPDX-License-Identifier: MIT
// Which fixes go together.
#include "analyzer/fix/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_LIMIT = 256 << 20 };

// ---- files ----

static void read_file(struct fix_file *file, bool writing) {
  if (stat(file->path, &file->state) != 0 ||
      !text_read_file(&file->before, file->path, FILE_LIMIT)) {
    file->obstacle = FIX_UNREADABLE;
    file->error = errno;
  } else if (writing && access(file->path, W_OK) != 0) {
    file->obstacle = FIX_READ_ONLY;
    file->error = errno;
  }
}

static struct fix_file *find_file(struct fix_plan *plan, const char *path, bool writing) {
  uint64_t key = hash_bytes(HASH_SEED, path, strlen(path)) | 1;
  uint32_t at = map_get(&plan->index, key, UINT32_MAX);
  if (at != UINT32_MAX && !strcmp(plan->files[at].path, path))
    return &plan->files[at];
  for (uint32_t i = 0; at != UINT32_MAX && i < plan->file_count; i++)
    if (!strcmp(plan->files[i].path, path))
      return &plan->files[i]; // of two paths with one hash, which nobody will see
  map_set(&plan->index, key, plan->file_count);
  GROW(plan->files, plan->file_count, plan->file_capacity);
  struct fix_file *file = &plan->files[plan->file_count++];
  *file = (struct fix_file){.path = path};
  read_file(file, writing);
  return file;
}

// ---- edits ----

/// The first edit of the file at or behind the offset.
static uint32_t first_from(const struct fix_file *file, uint32_t offset) {
  uint32_t low = 0, high = file->edit_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (file->edits[middle]->offset < offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool same_edit(const struct fix_edit *a, const struct fix_edit *b) {
  return a->offset == b->offset && a->length == b->length && !strcmp(a->text, b->text);
}

enum fit { FITS, IS_THERE, CLASHES };

/// How an edit goes with those that are in the plan. Two insertions at one place have no order, so
/// they clash.
static enum fit fit_of(const struct fix_file *file, const struct fix_edit *edit) {
  uint32_t at = first_from(file, edit->offset);
  const struct fix_edit *before = at ? file->edits[at - 1] : NULL;
  const struct fix_edit *next = at < file->edit_count ? file->edits[at] : NULL;
  if (next && same_edit(next, edit))
    return IS_THERE;
  if (before && before->offset + before->length > edit->offset)
    return CLASHES;
  if (next && (next->offset == edit->offset || next->offset < edit->offset + edit->length))
    return CLASHES;
  return FITS;
}

static void insert_edit(struct fix_file *file, const struct fix_edit *edit) {
  uint32_t at = first_from(file, edit->offset);
  GROW(file->edits, file->edit_count, file->edit_capacity);
  memmove(file->edits + at + 1, file->edits + at,
          (file->edit_count - at) * sizeof(struct fix_edit *));
  file->edits[at] = edit;
  file->edit_count++;
}

// ---- fixes ----

const struct finding_fix *fix_of_finding(const struct finding *finding, bool unsafe) {
  for (uint32_t i = 0; i < finding->fix_count && !finding->suppressed; i++)
    if (finding->fixes[i].safe || unsafe)
      return &finding->fixes[i];
  return NULL;
}

/// True when every file of the fix can be changed.
static bool is_free(struct fix_plan *plan, const struct finding_fix *fix, bool writing) {
  bool good = true;
  for (uint32_t i = 0; i < fix->edit_count; i++) {
    struct fix_file *file = find_file(plan, fix->edits[i].file, writing);
    if (!file->obstacle && sources_hash(&file->before) != fix->edits[i].source)
      file->obstacle = FIX_CHANGED;
    good &= file->obstacle == FIX_FREE;
  }
  return good;
}

/// What takes edits: a plan, or one file.
struct goal {
  struct fix_plan *plan;
  struct fix_file *file;
};

static struct fix_file *file_of(const struct goal *goal, const struct fix_edit *edit) {
  return goal->file ? goal->file : find_file(goal->plan, edit->file, false);
}

/// True for edits that stand for themselves, whoever makes them.
static bool is_include(const struct fix_edit *edit) {
  static const char word[] = "#include ";
  return !edit->length && !strncmp(edit->text, word, sizeof word - 1);
}

/// Insertions that are there already belong to a pair of which the other one may differ: the fix is
/// taken when all of it is there, or nothing of it but replacements and includes.
static enum fit fit_of_fix(const struct goal *goal, const struct finding_fix *fix) {
  uint32_t there = 0, inserted = 0;
  for (uint32_t i = 0; i < fix->edit_count; i++) {
    const struct fix_edit *edit = &fix->edits[i];
    enum fit fit = fit_of(file_of(goal, edit), edit);
    if (fit == CLASHES)
      return CLASHES;
    there += fit == IS_THERE;
    inserted += fit == IS_THERE && !edit->length && !is_include(edit);
  }
  if (there == fix->edit_count)
    return IS_THERE;
  return inserted ? CLASHES : FITS;
}

/// Takes the fix unless it clashes with what is taken.
static bool take(const struct goal *goal, const struct finding_fix *fix) {
  if (fit_of_fix(goal, fix) == CLASHES)
    return false;
  for (uint32_t i = 0; i < fix->edit_count; i++) {
    struct fix_file *file = file_of(goal, &fix->edits[i]);
    if (fit_of(file, &fix->edits[i]) == FITS)
      insert_edit(file, &fix->edits[i]);
  }
  return true;
}

bool fix_file_take(struct fix_file *file, const struct finding_fix *fix) {
  return take(&(struct goal){.file = file}, fix);
}

void fix_plan_make(struct fix_plan *plan, const struct findings *findings, bool unsafe,
                   bool writing) {
  for (uint32_t i = 0; i < findings->count; i++) {
    const struct finding_fix *fix = fix_of_finding(&findings->items[i], unsafe);
    if (!fix)
      continue;
    if (!is_free(plan, fix, writing)) {
      plan->stopped++;
    } else if (take(&(struct goal){.plan = plan}, fix)) {
      plan->fixed++;
    } else {
      plan->left++;
    }
  }
}

void fix_file_after(const struct fix_file *file, struct text *after) {
  size_t at = 0;
  for (uint32_t i = 0; i < file->edit_count; i++) {
    const struct fix_edit *edit = file->edits[i];
    text_append(after, text_get(&file->before) + at, edit->offset - at);
    text_puts(after, edit->text);
    at = (size_t)edit->offset + edit->length;
  }
  text_append(after, text_get(&file->before) + at, file->before.length - at);
}

void fix_plan_free(struct fix_plan *plan) {
  for (uint32_t i = 0; i < plan->file_count; i++) {
    text_free(&plan->files[i].before);
    free(plan->files[i].edits);
  }
  free(plan->files);
  map_free(&plan->index);
  *plan = (struct fix_plan){0};
}
