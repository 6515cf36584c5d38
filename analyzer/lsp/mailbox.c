// SPDX-License-Identifier: MIT
// What the thread that reads messages hands to the engine's thread. One lock for all of it, held
// for as long as it takes to copy a text.
#include "analyzer/lsp/mailbox.h"
#include "analyzer/run/files.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <xxhash.h>

/// An open file as the editor has it.
struct document {
  char *uri, *path; // path: NULL when it is no file
  json_int_t version;
  uint64_t serial, opened;
  struct text text;
};

static struct {
  pthread_mutex_t lock;
  int wake;
  uint64_t serial;
  uint32_t count, capacity;
  struct document **documents;
  struct news news;
  struct job **last_job;
} mailbox = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = -1};

static void enter(void) {
  pthread_mutex_lock(&mailbox.lock);
}

static void leave(void) {
  pthread_mutex_unlock(&mailbox.lock);
}

static void leave_and_wake(void) {
  uint64_t one = 1;
  leave();
  while (write(mailbox.wake, &one, sizeof one) < 0)
    continue;
}

void mailbox_open(void) {
  mailbox.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  mailbox.last_job = &mailbox.news.jobs;
}

static void free_document(struct document *document) {
  free(document->uri);
  free(document->path);
  text_free(&document->text);
  free(document);
}

void mailbox_close(void) {
  for (uint32_t i = 0; i < mailbox.count; i++)
    free_document(mailbox.documents[i]);
  free(mailbox.documents);
  mailbox.documents = NULL;
  mailbox.count = mailbox.capacity = 0;
  news_free(&mailbox.news);
  close(mailbox.wake);
}

int mailbox_descriptor(void) {
  return mailbox.wake;
}

// ---- texts ----

static struct document *find(const char *uri) {
  for (uint32_t i = 0; i < mailbox.count; i++)
    if (!strcmp(mailbox.documents[i]->uri, uri))
      return mailbox.documents[i];
  return NULL;
}

static void touched(struct document *document, json_int_t version) {
  document->version = version;
  document->serial = ++mailbox.serial;
  mailbox.news.documents = true;
}

void mailbox_open_document(const char *uri, json_int_t version, const char *text, size_t length) {
  struct text path = {0};
  enter();
  struct document *document = find(uri);
  if (!document) {
    document = xcalloc(1, sizeof *document);
    document->uri = xstrdup(uri);
    document->path = uri_path(uri, &path) ? xstrdup(path.data) : NULL;
    GROW(mailbox.documents, mailbox.count, mailbox.capacity);
    mailbox.documents[mailbox.count++] = document;
  }
  document->text.length = 0;
  text_append(&document->text, text, length);
  touched(document, version);
  document->opened = document->serial;
  leave_and_wake();
  text_free(&path);
}

static void replace(struct text *text, size_t from, size_t to, const char *by, size_t length) {
  struct text changed = {0};
  text_append(&changed, text_get(text), from);
  text_append(&changed, by, length);
  text_append(&changed, text_get(text) + to, text->length - to);
  text_free(text);
  *text = changed;
}

static bool apply(struct text *text, const json_t *change, enum encoding encoding) {
  const json_t *by = json_object_get(change, "text"), *range = json_object_get(change, "range");
  struct position start, end;
  if (!json_is_string(by))
    return false;
  if (!range || json_is_null(range)) {
    replace(text, 0, text->length, json_string_value(by), json_string_length(by));
    return true;
  }
  if (!position_read(json_object_get(range, "start"), &start) ||
      !position_read(json_object_get(range, "end"), &end))
    return false;
  struct lines lines;
  lines_find(&lines, text_get(text), text->length);
  size_t from = lines_offset(&lines, start, encoding), to = lines_offset(&lines, end, encoding);
  lines_free(&lines);
  if (to < from)
    return false;
  replace(text, from, to, json_string_value(by), json_string_length(by));
  return true;
}

bool mailbox_change_document(const char *uri, json_int_t version, const json_t *changes,
                             enum encoding encoding) {
  enter();
  struct document *document = find(uri);
  bool good = document != NULL;
  size_t i;
  const json_t *change;
  json_array_foreach(changes, i, change) {
    good = good && apply(&document->text, change, encoding);
  }
  if (document)
    touched(document, version);
  leave_and_wake();
  return good;
}

bool mailbox_close_document(const char *uri) {
  bool found = false;
  enter();
  for (uint32_t i = 0; i < mailbox.count && !found; i++) {
    if (strcmp(mailbox.documents[i]->uri, uri) != 0)
      continue;
    free_document(mailbox.documents[i]);
    memmove(mailbox.documents + i, mailbox.documents + i + 1,
            sizeof *mailbox.documents * (mailbox.count - i - 1));
    mailbox.count--;
    mailbox.serial++;
    mailbox.news.documents = found = true;
  }
  leave_and_wake();
  return found;
}

bool mailbox_save_document(const char *uri) {
  enter();
  struct document *document = find(uri);
  if (document)
    touched(document, document->version); // so that the disk is looked at again
  leave_and_wake();
  return document != NULL;
}

bool mailbox_is_current(const char *uri, json_int_t version) {
  enter();
  const struct document *document = find(uri);
  bool current = document && document->version == version;
  leave();
  return current;
}

// ---- requests and news ----

void mailbox_post(const json_t *id, const struct feature *feature, const json_t *params) {
  struct job *job = xcalloc(1, sizeof *job);
  *job = (struct job){.id = json_deep_copy(id),
                      .params = params ? json_deep_copy(params) : json_object(),
                      .feature = feature};
  enter();
  *mailbox.last_job = job;
  mailbox.last_job = &job->next;
  leave_and_wake();
}

static void append(json_t **list, json_t *item) {
  if (!*list)
    *list = json_array();
  json_array_append_new(*list, item);
}

static json_t *path_json(const char *path) {
  return json_stringn_nocheck(path, strlen(path));
}

void mailbox_cancel(const json_t *id) {
  enter();
  append(&mailbox.news.cancelled, json_deep_copy(id));
  leave_and_wake();
}

void mailbox_file_changed(const char *path) {
  enter();
  append(&mailbox.news.files, path_json(path));
  leave_and_wake();
}

void mailbox_settings(const json_t *settings) {
  enter();
  json_decref(mailbox.news.settings);
  mailbox.news.settings = json_deep_copy(settings);
  leave_and_wake();
}

void mailbox_folder(const char *path, bool added) {
  enter();
  append(added ? &mailbox.news.added : &mailbox.news.removed, path_json(path));
  leave_and_wake();
}

void mailbox_reload(void) {
  enter();
  mailbox.news.reload = true;
  leave_and_wake();
}

void mailbox_quit(void) {
  enter();
  mailbox.news.quit = true;
  leave_and_wake();
}

struct news mailbox_take(void) {
  uint64_t count;
  ssize_t ignored = read(mailbox.wake, &count, sizeof count);
  (void)ignored;
  enter();
  struct news news = mailbox.news;
  mailbox.news = (struct news){0};
  mailbox.last_job = &mailbox.news.jobs;
  leave();
  return news;
}

void job_free(struct job *job) {
  json_decref(job->id);
  json_decref(job->params);
  free(job);
}

void news_free(struct news *news) {
  for (struct job *job = news->jobs, *next; job; job = next) {
    next = job->next;
    job_free(job);
  }
  json_decref(news->cancelled);
  json_decref(news->files);
  json_decref(news->settings);
  json_decref(news->added);
  json_decref(news->removed);
  *news = (struct news){0};
}

// ---- the engine's copies ----

static void free_buffer(struct buffer *buffer) {
  free(buffer->uri);
  free(buffer->path);
  text_free(&buffer->text);
  free(buffer);
}

void buffers_free(struct buffers *buffers) {
  for (uint32_t i = 0; i < buffers->count; i++)
    free_buffer(buffers->items[i]);
  free(buffers->items);
  *buffers = (struct buffers){0};
}

static struct buffer *buffer_of(struct buffers *buffers, const struct document *document) {
  for (uint32_t i = 0; i < buffers->count; i++)
    if (!strcmp(buffers->items[i]->uri, document->uri))
      return buffers->items[i];
  struct buffer *buffer = xcalloc(1, sizeof *buffer);
  buffer->uri = xstrdup(document->uri);
  buffer->path = xstrdup(document->path);
  GROW(buffers->items, buffers->count, buffers->capacity);
  return buffers->items[buffers->count++] = buffer;
}

/// Copies what has changed; the rest of the work is done without the lock.
static void copy_documents(struct buffers *buffers) {
  for (uint32_t i = 0; i < mailbox.count; i++) {
    const struct document *document = mailbox.documents[i];
    if (!document->path)
      continue;
    struct buffer *buffer = buffer_of(buffers, document);
    if (buffer->serial == document->serial)
      continue;
    buffer->text.length = 0;
    text_append(&buffer->text, text_get(&document->text), document->text.length);
    buffer->version = document->version;
    buffer->serial = document->serial;
    buffer->opened = document->opened;
    buffer->hash[0] = buffer->hash[1] = 0;
  }
}

static void remove_closed(struct buffers *buffers, json_t *closed) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < buffers->count; i++) {
    struct buffer *buffer = buffers->items[i];
    if (find(buffer->uri)) {
      buffers->items[kept++] = buffer;
      continue;
    }
    json_array_append_new(closed, path_json(buffer->path));
    free_buffer(buffer);
  }
  buffers->count = kept;
}

void mailbox_update(struct buffers *buffers, json_t *closed) {
  enter();
  copy_documents(buffers);
  remove_closed(buffers, closed);
  buffers->serial = mailbox.serial;
  leave();
  for (uint32_t i = 0; i < buffers->count; i++) {
    struct buffer *buffer = buffers->items[i];
    if (buffer->hash[0] || buffer->hash[1])
      continue;
    XXH128_hash_t hash = XXH3_128bits(text_get(&buffer->text), buffer->text.length);
    uint64_t disk[2];
    buffer->hash[0] = hash.low64;
    buffer->hash[1] = hash.high64;
    buffer->dirty = !files_hash(buffer->path, disk, NULL) || disk[0] != buffer->hash[0] ||
                    disk[1] != buffer->hash[1];
  }
}
