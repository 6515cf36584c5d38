// SPDX-License-Identifier: MIT
// Lowering on a large stack, as the worker does it, and questions about the result.
#include "tests/frontend/lowering_support.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// One parse on a thread of its own.
struct job {
  struct lowered *out;
  const char *path;
};

static void *parse_on_thread(void *data) {
  struct job *job = data;
  static const char *const arguments[] = {"-std=gnu17"};
  struct frontend *frontend = frontend_create();
  job->out->unit = frontend_parse(frontend, job->out->pool, job->path, "/", arguments, 1);
  frontend_destroy(frontend);
  return NULL;
}

static struct lowered lower_path(const char *path) {
  struct lowered lowered = {0};
  struct job job = {&lowered, path};
  pthread_attr_t attributes;
  pthread_t thread;
  lowered.pool = xcalloc(1, sizeof *lowered.pool);
  ir_pool_init(lowered.pool);
  setenv("LIBCLANG_NOTHREADS", "1", 1);
  assert_int_equal(pthread_attr_init(&attributes), 0);
  assert_int_equal(pthread_attr_setstacksize(&attributes, (size_t)256 << 20), 0);
  assert_int_equal(pthread_create(&thread, &attributes, parse_on_thread, &job), 0);
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
  assert_non_null(lowered.unit);
  return lowered;
}

struct lowered lower_file(const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s%s%s", *name == '/' ? "" : TESTDATA, *name == '/' ? "" : "/",
           name);
  return lower_path(path);
}

struct lowered lower_text(const char *text, size_t length) {
  char folder[] = "/tmp/lowering-\xe9-XXXXXX"; // paths need not be UTF-8
  char path[64];
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/case.c", folder);
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  assert_int_equal(fwrite(text, 1, length, out), length);
  fclose(out);
  struct lowered lowered = lower_path(path);
  unlink(path);
  rmdir(folder);
  return lowered;
}

struct lowered lower_string(const char *text) {
  return lower_text(text, strlen(text));
}

void lowered_free(struct lowered *lowered) {
  ir_pool_free(lowered->pool);
  free(lowered->pool);
}

const struct ir_function *function_named(const struct lowered *lowered, const char *name) {
  for (uint32_t i = 0; i < lowered->unit->function_count; i++)
    if (strcmp(lowered->unit->functions[i]->name, name) == 0)
      return lowered->unit->functions[i];
  fail_msg("no function %s", name);
  return NULL;
}

const struct ir_declaration *declaration_of(const struct lowered *lowered, const char *symbol) {
  for (uint32_t i = 0; i < lowered->unit->declaration_count; i++)
    if (strcmp(lowered->unit->declarations[i].symbol, symbol) == 0)
      return &lowered->unit->declarations[i];
  fail_msg("no declaration %s", symbol);
  return NULL;
}

static bool is_call_to(const struct ir_event *event, const char *callee) {
  return event->kind == IR_CALL && event->callee && strcmp(event->callee, callee) == 0;
}

unsigned count_events(const struct ir_function *fn, enum ir_event_kind kind) {
  unsigned count = 0;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t i = 0; i < fn->blocks[b].event_count; i++)
      count += fn->blocks[b].events[i].kind == kind;
  return count;
}

unsigned count_calls(const struct ir_function *fn, const char *callee) {
  unsigned count = 0;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t i = 0; i < fn->blocks[b].event_count; i++)
      count += is_call_to(&fn->blocks[b].events[i], callee);
  return count;
}

const struct ir_event *call_to(const struct ir_function *fn, const char *callee) {
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t i = 0; i < fn->blocks[b].event_count; i++)
      if (is_call_to(&fn->blocks[b].events[i], callee))
        return &fn->blocks[b].events[i];
  fail_msg("no call to %s in %s", callee, fn->name);
  return NULL;
}

static bool same_events(const struct ir_block *a, const struct ir_block *b) {
  if (a->event_count != b->event_count)
    return false;
  for (uint32_t i = 0; i < a->event_count; i++) {
    const char *left = a->events[i].callee, *right = b->events[i].callee;
    if (a->events[i].kind != b->events[i].kind || !left != !right ||
        (left && strcmp(left, right) != 0))
      return false;
  }
  return true;
}

bool same_shape(const struct ir_function *a, const struct ir_function *b) {
  if (a->block_count != b->block_count)
    return false;
  for (uint32_t i = 0; i < a->block_count; i++) {
    const struct ir_terminator *x = &a->blocks[i].end, *y = &b->blocks[i].end;
    if (!same_events(&a->blocks[i], &b->blocks[i]) || x->kind != y->kind ||
        x->target_count != y->target_count || x->case_count != y->case_count)
      return false;
    for (uint32_t t = 0; t < x->target_count; t++)
      if (x->targets[t] != y->targets[t])
        return false;
  }
  return true;
}
