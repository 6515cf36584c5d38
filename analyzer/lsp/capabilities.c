// SPDX-License-Identifier: MIT
// What the editor and the server can do, as they tell each other in `initialize`.
#include "analyzer/lsp/capabilities.h"
#include "analyzer/lsp/feature.h"
#include "analyzer/lsp/rpc.h"

#include <string.h>

static void choose_encoding(const json_t *capabilities, struct client *client) {
  const json_t *offered = rpc_get(capabilities, "general.positionEncodings"), *name;
  size_t i;
  client->encoding = ENCODING_UTF16;
  // The editor's first choice, so that all servers of a buffer have the same.
  json_array_foreach(offered, i, name) {
    int encoding = encoding_find(json_string_value(name));
    if (encoding < 0)
      continue;
    client->encoding = (enum encoding)encoding;
    return;
  }
}

/// True when the editor names the formats of hovers that it shows, and Markdown is none of them.
static bool wants_plain_text(const json_t *capabilities) {
  const json_t *formats = rpc_get(capabilities, "textDocument.hover.contentFormat"), *format;
  size_t i;
  json_array_foreach(formats, i, format) {
    const char *name = json_string_value(format);
    if (name && !strcmp(name, "markdown"))
      return false;
  }
  return json_array_size(formats) > 0;
}

void capabilities_read(const json_t *capabilities, struct client *client) {
  const json_t *published = rpc_get(capabilities, "textDocument.publishDiagnostics");
  choose_encoding(capabilities, client);
  client->related = rpc_get_true(published, "relatedInformation");
  client->tags = json_is_object(rpc_get(published, "tagSupport"));
  client->href = rpc_get_true(published, "codeDescriptionSupport");
  client->refresh = rpc_get_true(capabilities, "workspace.diagnostics.refreshSupport") ||
                    rpc_get_true(capabilities, "workspace.diagnostic.refreshSupport");
  // Without being able to say "ask again", findings that another file brings would come late.
  client->pull =
      json_is_object(rpc_get(capabilities, "textDocument.diagnostic")) && client->refresh;
  client->hint_refresh = rpc_get_true(capabilities, "workspace.inlayHint.refreshSupport");
  client->lens_refresh = rpc_get_true(capabilities, "workspace.codeLens.refreshSupport");
  client->progress = rpc_get_true(capabilities, "window.workDoneProgress");
  client->show_document = rpc_get_true(capabilities, "window.showDocument.support");
  client->plain = wants_plain_text(capabilities);
  client->versions = rpc_get_true(capabilities, "workspace.workspaceEdit.documentChanges");
  client->configuration = rpc_get_true(capabilities, "workspace.configuration");
  client->watches =
      rpc_get_true(capabilities, "workspace.didChangeWatchedFiles.dynamicRegistration");
}

/// What of the editor's own doings with files and folders we are to be told.
static json_t *file_operations(void) {
  static const char *const operations[] = {"didCreate", "didRename", "didDelete"};
  json_t *filters = json_pack("{s:[{s:s,s:{s:s,s:s}},{s:s,s:{s:s,s:s}}]}", "filters", "scheme",
                              "file", "pattern", "glob", "**/*.{c,h}", "matches", "file", "scheme",
                              "file", "pattern", "glob", "**", "matches", "folder");
  json_t *all = json_object();
  for (int i = 0; i < 3; i++)
    json_object_set(all, operations[i], filters);
  json_decref(filters);
  return all;
}

json_t *capabilities_offered(const struct client *client) {
  json_t *capabilities = json_pack(
      "{s:s,s:{s:b,s:i,s:{s:b}},s:{s:[s,s,s]},s:b,s:b,s:{s:b},s:b,s:{s:[s]},s:{s:{s:b,s:b}}}",
      "positionEncoding", encoding_name(client->encoding), //
      "textDocumentSync", "openClose", 1, "change", 2, "save", "includeText", 0,
      "codeActionProvider", "codeActionKinds", "quickfix", "refactor.rewrite",
      "source.fixAll.async-lint",                              //
      "hoverProvider", 1, "inlayHintProvider", 1,              //
      "codeLensProvider", "resolveProvider", 0,                //
      "implementationProvider", 1,                             //
      "executeCommandProvider", "commands", COMMAND_SHOW_CALL, //
      "workspace", "workspaceFolders", "supported", 1, "changeNotifications", 1);
  json_object_set_new(json_object_get(capabilities, "workspace"), "fileOperations",
                      file_operations());
  // An editor that is told of both shows what is published and what it asked for: twice the same.
  if (client->pull)
    json_object_set_new(capabilities, "diagnosticProvider",
                        json_pack("{s:s,s:b,s:b,s:b}", "identifier", "async-lint",
                                  "interFileDependencies", 1, "workspaceDiagnostics", 1,
                                  "workDoneProgress", 1));
  return capabilities;
}
