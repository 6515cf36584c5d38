// SPDX-License-Identifier: MIT
// async-lint: allow-file(blocking-call) findings are few, and written where they are found
// Telling findings, as text in the analyzer's form, as JSON lines, or to the program's handler.
#include "check/finding.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <taskrt/check.h>
#include <unistd.h>

enum { MOST_TOLD = 4096, PLACE = 512 };

static struct {
  pthread_mutex_t lock;
  bool json, abort;
  int status; // of the exit after findings; 0: the program's own
  int file;   // where findings go
  unsigned count;
  uint64_t told[MOST_TOLD]; // digests of rule and place
  task_check_handler handler;
  void *user;
} output = {.lock = PTHREAD_MUTEX_INITIALIZER, .file = STDERR_FILENO};

static const char *const rule_names[] = {
#define RULE(name) #name,
#include "rules.def"
#undef RULE
};

const char *finding__rule_name(enum check_rule rule) {
  static char names[RULES][40];
  // Written the same by everybody, under the output's lock.
  for (size_t i = 0; i + 1 < sizeof names[rule]; i++) {
    char c = rule_names[rule][i];
    names[rule][i] = c;
    if (c == '_')
      names[rule][i] = '-';
    if (c == '\0')
      break;
  }
  return names[rule];
}

// --- options ------------------------------------------------------------------------------------

static void open_file(const char *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file >= 0)
    output.file = file;
  else
    fprintf(stderr, "taskrt: cannot write the findings of TASKRT_CHECK to %s\n", path);
}

static void set_option(const char *option) {
  if (strcmp(option, "json") == 0 || strncmp(option, "json:", 5) == 0)
    output.json = true;
  else if (strcmp(option, "abort") == 0)
    output.abort = true;
  else if (strncmp(option, "exit=", 5) == 0)
    output.status = atoi(option + 5);
  else if (strcmp(option, "1") != 0 && strcmp(option, "text") != 0)
    fprintf(stderr, "taskrt: TASKRT_CHECK: no option `%s`\n", option);
  if (strncmp(option, "json:", 5) == 0 && output.file == STDERR_FILENO)
    open_file(option + 5);
}

bool finding__configure(const char *options) {
  if (!options || *options == '\0' || strcmp(options, "0") == 0)
    return false;
  char *copy = strdup(options), *rest = NULL;
  for (char *option = copy ? strtok_r(copy, ",", &rest) : NULL; option;
       option = strtok_r(NULL, ",", &rest))
    set_option(option);
  free(copy);
  return true;
}

void task_set_check_handler(task_check_handler handler, void *user) {
  pthread_mutex_lock(&output.lock);
  output.handler = handler;
  output.user = user;
  pthread_mutex_unlock(&output.lock);
}

unsigned task_check_count(void) {
  pthread_mutex_lock(&output.lock);
  unsigned count = output.count;
  pthread_mutex_unlock(&output.lock);
  return count;
}

// --- once a place -------------------------------------------------------------------------------

// `text` is the place in words; NULL as long as only the code address is known.
static uint64_t digest(const struct finding *finding, const char *text) {
  // FNV-1a; each part by itself, or the variant and a bit of the address would cancel out.
  uint64_t hash = (14695981039346656037u ^ (uint64_t)finding->rule) * 1099511628211u;
  hash = (hash ^ (uint64_t)finding->variant) * 1099511628211u;
  if (!text)
    return (hash ^ (uintptr_t)finding->place.address) * 1099511628211u | 1;
  for (; *text; text++)
    hash = (hash ^ (unsigned char)*text) * 1099511628211u;
  return hash | 1;
}

// The lock is held. Returns false if it has been told, or too many have.
static bool is_new(const struct finding *finding, const char *text) {
  uint64_t wanted = digest(finding, text);
  for (unsigned i = 0; i < MOST_TOLD; i++) {
    uint64_t *slot = &output.told[(wanted + i) % MOST_TOLD];
    if (*slot == wanted)
      return false;
    if (*slot == 0) {
      *slot = wanted;
      return true;
    }
  }
  return false;
}

// --- forms --------------------------------------------------------------------------------------

static void write_text(FILE *out, const struct task_finding *f) {
  fprintf(out, "%s: error: %s [%s]\n", f->place, f->message, f->rule);
  for (size_t i = 0; i < f->note_count; i++)
    fprintf(out, "%s: note: %s\n", f->notes[i].place, f->notes[i].message);
}

static void write_string(FILE *out, const char *text) {
  putc('"', out);
  for (; *text; text++) {
    if (*text == '"' || *text == '\\')
      putc('\\', out);
    if ((unsigned char)*text < ' ')
      fprintf(out, "\\u%04x", (unsigned char)*text);
    else
      putc(*text, out);
  }
  putc('"', out);
}

// "file.c:12" as two members.
static void write_place(FILE *out, const char *place) {
  const char *colon = strrchr(place, ':');
  char file[PLACE];
  snprintf(file, sizeof file, "%.*s", colon ? (int)(colon - place) : (int)strlen(place), place);
  fputs("\"file\": ", out);
  write_string(out, file);
  fprintf(out, ", \"line\": %d", colon ? atoi(colon + 1) : 0);
}

static void write_json(FILE *out, const struct task_finding *f) {
  fputs("{\"kind\": \"finding\", \"rule\": ", out);
  write_string(out, f->rule);
  fputs(", \"level\": \"error\", \"message\": ", out);
  write_string(out, f->message);
  fputs(", ", out);
  write_place(out, f->place);
  if (f->task) {
    fputs(", \"task\": ", out);
    write_string(out, f->task);
  }
  fputs(", \"notes\": [", out);
  for (size_t i = 0; i < f->note_count; i++) {
    fputs(i > 0 ? ", {\"message\": " : "{\"message\": ", out);
    write_string(out, f->notes[i].message);
    fputs(", ", out);
    write_place(out, f->notes[i].place);
    putc('}', out);
  }
  fputs("]}\n", out);
}

// One write a finding, so that those of several threads do not mix.
static void emit(const struct task_finding *f) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  if (!out)
    return;
  if (output.json)
    write_json(out, f);
  else
    write_text(out, f);
  if (fclose(out) == 0) {
    ssize_t written = write(output.file, text, length);
    (void)written;
  }
  free(text);
}

// --- telling ------------------------------------------------------------------------------------

void finding__note(struct finding *finding, struct place place, const char *message) {
  if ((!place.text && !place.address) || finding->note_count == MOST_NOTES)
    return;
  finding->notes[finding->note_count].place = place;
  finding->notes[finding->note_count++].message = message;
}

void finding__tell(const struct finding *finding) {
  pthread_mutex_lock(&output.lock);
  bool fresh = finding->place.text || is_new(finding, NULL);
  pthread_mutex_unlock(&output.lock);
  if (!fresh)
    return;
  char places[MOST_NOTES + 1][PLACE];
  const char *place = place__describe(finding->place, places[MOST_NOTES], PLACE);
  pthread_mutex_lock(&output.lock);
  fresh = is_new(finding, place); // a compiler may have made several calls of one
  output.count += fresh;
  task_check_handler handler = output.handler;
  void *user = output.user;
  const char *rule = finding__rule_name(finding->rule);
  pthread_mutex_unlock(&output.lock);
  if (!fresh)
    return;
  struct task_finding_note notes[MOST_NOTES];
  for (size_t i = 0; i < finding->note_count; i++) {
    notes[i].place = place__describe(finding->notes[i].place, places[i], PLACE);
    notes[i].message = finding->notes[i].message;
  }
  struct task_finding f = {.rule = rule,
                           .place = place,
                           .message = finding->message,
                           .task = finding->name,
                           .notes = notes,
                           .note_count = finding->note_count};
  if (handler)
    handler(&f, user);
  else
    emit(&f);
  if (output.abort)
    abort();
}

void finding__finish(void) {
  pthread_mutex_lock(&output.lock);
  unsigned count = output.count;
  pthread_mutex_unlock(&output.lock);
  if (count > 0 && !output.json && !output.handler)
    fprintf(stderr, "taskrt: %u finding%s in checked mode\n", count, count == 1 ? "" : "s");
  if (count > 0 && output.status != 0) {
    fflush(NULL);
    _exit(output.status);
  }
}
