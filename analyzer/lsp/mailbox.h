// SPDX-License-Identifier: MIT
// What the thread that reads messages hands to the engine's thread: the texts of open files,
// requests, and news. All functions may be called from either thread.
#ifndef ASYNC_LINT_LSP_MAILBOX_H
#define ASYNC_LINT_LSP_MAILBOX_H

#include "analyzer/lsp/place.h"
#include "analyzer/lsp/workspace/workspace.h"

/// A request to be answered by the engine.
struct job {
  json_t *id, *params;
  const struct feature *feature;
  bool shown; // its progress, with the editor's token
  struct job *next;
};

/// News for the engine, taken all at once.
struct news {
  bool quit, documents, reload;
  struct job *jobs;        // in order
  json_t *cancelled;       // ids of requests that need no answer any more
  json_t *files;           // changed on disk: array of paths
  json_t *settings;        // the newest, or NULL
  json_t *added, *removed; // folders: arrays of paths
};

void mailbox_open(void);
void mailbox_close(void);

/// The descriptor that is readable when there is news.
int mailbox_descriptor(void);

/// Texts. They return false when the file is not open, or the change makes no sense.
void mailbox_open_document(const char *uri, json_int_t version, const char *text, size_t length);
bool mailbox_change_document(const char *uri, json_int_t version, const json_t *changes,
                             enum encoding encoding);
bool mailbox_close_document(const char *uri);
bool mailbox_save_document(const char *uri);

/// True while the file is open with this version.
bool mailbox_is_current(const char *uri, json_int_t version);

/// Hands over a request; `params` is borrowed.
void mailbox_post(const json_t *id, const struct feature *feature, const json_t *params);
void mailbox_cancel(const json_t *id);

/// Hands over news. The JSON is borrowed.
void mailbox_file_changed(const char *path);
void mailbox_settings(const json_t *settings);
void mailbox_folder(const char *path, bool added);
void mailbox_reload(void);
void mailbox_quit(void);

/// Takes all news; news_free() releases what is left in it.
struct news mailbox_take(void);
void news_free(struct news *news);
void job_free(struct job *job);

/// Brings the engine's copies of the open files up to date: changed ones are copied, closed ones
/// are removed and their paths appended to the array `closed`.
void mailbox_update(struct buffers *buffers, json_t *closed);
void buffers_free(struct buffers *buffers);

#endif
