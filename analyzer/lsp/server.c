// SPDX-License-Identifier: MIT
// The thread that reads: the life of the server, and each message to where it belongs. It does
// nothing that takes time, so that cancellations and edits are seen at once.
#include "analyzer/lsp/capabilities.h"
#include "analyzer/lsp/engine.h"
#include "analyzer/lsp/feature.h"
#include "analyzer/lsp/lsp.h"
#include "analyzer/lsp/rpc.h"
#include "analyzer/run/run.h"
#include "analyzer/version.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// The server as the editor knows it.
static struct server {
  const struct options *options;
  struct client client;
  bool initialized, shut_down, exiting;
} server;

// ---- initialize ----

static void post_folder(const char *uri, bool added) {
  struct text path = {0};
  if (uri && uri_path(uri, &path))
    mailbox_folder(path.data, added);
  text_free(&path);
}

static void post_folders(const json_t *params) {
  const json_t *folders = rpc_get(params, "workspaceFolders"), *folder;
  size_t i;
  json_array_foreach(folders, i, folder) {
    post_folder(rpc_get_string(folder, "uri"), true);
  }
  if (!json_array_size(folders))
    post_folder(rpc_get_string(params, "rootUri"), true);
}

static void answer_initialize(const json_t *id, const json_t *params) {
  if (server.initialized) {
    rpc_fail(id, RPC_INVALID_REQUEST, "initialize was sent before");
    return;
  }
  if (!json_is_object(rpc_get(params, "capabilities"))) {
    rpc_fail(id, RPC_INVALID_PARAMS, "capabilities are missing");
    return;
  }
  struct text error = {0};
  capabilities_read(rpc_get(params, "capabilities"), &server.client);
  if (!engine_start(server.options, &server.client, &error)) {
    rpc_fail(id, RPC_INTERNAL_ERROR, text_get(&error));
    text_free(&error);
    return;
  }
  server.initialized = true;
  if (json_is_object(rpc_get(params, "initializationOptions")))
    mailbox_settings(rpc_get(params, "initializationOptions"));
  post_folders(params);
  rpc_reply(id, json_pack("{s:o,s:{s:s,s:s}}", "capabilities", capabilities_offered(&server.client),
                          "serverInfo", "name", "async-lint", "version", ASYNC_LINT_VERSION));
}

// ---- after it ----

static void ask_settings(void) {
  rpc_request("settings", "workspace/configuration",
              json_pack("{s:[{s:s}]}", "items", "section", "asyncLint"));
}

static void register_watchers(void) {
  static const char *const patterns[] = {"**/compile_commands.json", "**/.async-lint", "**/*.api",
                                         "**/*.{c,h}"};
  json_t *watchers = json_array();
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
    json_array_append_new(watchers, json_pack("{s:s}", "globPattern", patterns[i]));
  rpc_request("watch", "client/registerCapability",
              json_pack("{s:[{s:s,s:s,s:{s:o}}]}", "registrations", "id", "files", "method",
                        "workspace/didChangeWatchedFiles", "registerOptions", "watchers",
                        watchers));
}

static void note_initialized(const json_t *params) {
  (void)params;
  if (server.client.watches)
    register_watchers();
  if (server.client.configuration)
    ask_settings();
}

// ---- notifications ----

static void note_open(const json_t *params) {
  const char *uri = rpc_get_string(params, "textDocument.uri");
  const json_t *text = rpc_get(params, "textDocument.text");
  if (uri && json_is_string(text))
    mailbox_open_document(uri, json_integer_value(rpc_get(params, "textDocument.version")),
                          json_string_value(text), json_string_length(text));
}

static void note_change(const json_t *params) {
  const char *uri = rpc_get_string(params, "textDocument.uri");
  if (uri &&
      !mailbox_change_document(uri, json_integer_value(rpc_get(params, "textDocument.version")),
                               rpc_get(params, "contentChanges"), server.client.encoding))
    rpc_log("a change of %s makes no sense", uri);
}

static void note_close(const json_t *params) {
  const char *uri = rpc_get_string(params, "textDocument.uri");
  if (uri)
    mailbox_close_document(uri);
}

/// A file that was written: a database, a configuration or a contract means that all is read again.
static void post_file(const char *path) {
  if (watch_is_surrounding(path))
    mailbox_reload();
  else
    mailbox_file_changed(path);
}

static void note_save(const json_t *params) {
  const char *uri = rpc_get_string(params, "textDocument.uri");
  struct text path = {0};
  if (!uri)
    return;
  mailbox_save_document(uri);
  if (!server.client.watches && uri_path(uri, &path))
    post_file(path.data);
  text_free(&path);
}

static void note_files(const json_t *params) {
  const json_t *change;
  size_t i;
  json_array_foreach(rpc_get(params, "changes"), i, change) {
    struct text path = {0};
    const char *uri = rpc_get_string(change, "uri");
    if (uri && uri_path(uri, &path))
      post_file(path.data);
    text_free(&path);
  }
}

static bool is_source(const char *path) {
  size_t length = strlen(path);
  return length > 2 && (!strcmp(path + length - 2, ".c") || !strcmp(path + length - 2, ".h"));
}

/// The editor has made, renamed or removed files or folders itself.
static void note_operation(const json_t *params) {
  static const char *const members[] = {"uri", "oldUri", "newUri"};
  const json_t *file;
  size_t i;
  json_array_foreach(rpc_get(params, "files"), i, file) {
    for (int m = 0; m < 3; m++) {
      struct text path = {0};
      const char *uri = rpc_get_string(file, members[m]);
      bool good = uri && uri_path(uri, &path);
      if (good && is_source(path.data))
        mailbox_file_changed(path.data);
      else if (good)
        mailbox_reload();
      text_free(&path);
    }
  }
}

static void note_settings(const json_t *params) {
  const json_t *settings = rpc_get(params, "settings");
  if (json_is_object(settings) && json_object_size(settings))
    mailbox_settings(settings);
  else if (server.client.configuration)
    ask_settings();
}

static void note_folders(const json_t *params) {
  const json_t *folder;
  size_t i;
  json_array_foreach(rpc_get(params, "event.removed"), i, folder) {
    post_folder(rpc_get_string(folder, "uri"), false);
  }
  json_array_foreach(rpc_get(params, "event.added"), i, folder) {
    post_folder(rpc_get_string(folder, "uri"), true);
  }
}

static void note_cancel(const json_t *params) {
  const json_t *id = rpc_get(params, "id");
  if (id)
    mailbox_cancel(id);
}

static const struct notification {
  const char *method;
  void (*note)(const json_t *params);
} notifications[] = {
    {"initialized", note_initialized},
    {"textDocument/didOpen", note_open},
    {"textDocument/didChange", note_change},
    {"textDocument/didClose", note_close},
    {"textDocument/didSave", note_save},
    {"workspace/didChangeWatchedFiles", note_files},
    {"workspace/didCreateFiles", note_operation},
    {"workspace/didRenameFiles", note_operation},
    {"workspace/didDeleteFiles", note_operation},
    {"workspace/didChangeConfiguration", note_settings},
    {"workspace/didChangeWorkspaceFolders", note_folders},
    {"$/cancelRequest", note_cancel},
};

static void take_notification(const char *method, const json_t *params) {
  if (!strcmp(method, "exit"))
    server.exiting = true;
  for (size_t i = 0; i < sizeof notifications / sizeof *notifications; i++)
    if (!strcmp(method, notifications[i].method) && server.initialized && !server.shut_down)
      notifications[i].note(params);
}

// ---- requests ----

static bool sound_position(const json_t *position) {
  struct position read;
  return position_read(position, &read);
}

static bool sound_range(const json_t *range) {
  return sound_position(rpc_get(range, "start")) && sound_position(rpc_get(range, "end"));
}

static bool sound_command(const json_t *params) {
  const char *command = rpc_get_string(params, "command");
  const json_t *arguments = rpc_get(params, "arguments");
  const char *uri = json_string_value(json_array_get(arguments, 0));
  return command && !strcmp(command, COMMAND_SHOW_CALL) && uri && uri_is_sound(uri) &&
         sound_position(json_array_get(arguments, 1));
}

/// True when the members that a request needs are what they should be.
static bool sound_params(const char *method, const json_t *params) {
  static const char *const at_position[] = {"textDocument/hover", "textDocument/implementation"};
  static const char *const over_range[] = {"textDocument/codeAction", "textDocument/inlayHint"};
  const char *uri = rpc_get_string(params, "textDocument.uri");
  if (!strncmp(method, "textDocument/", 13) && (!uri || !uri_is_sound(uri)))
    return false;
  for (int i = 0; i < 2; i++)
    if ((!strcmp(method, at_position[i]) && !sound_position(rpc_get(params, "position"))) ||
        (!strcmp(method, over_range[i]) && !sound_range(rpc_get(params, "range"))))
      return false;
  return strcmp(method, "workspace/executeCommand") != 0 || sound_command(params);
}

static void take_request(const json_t *id, const char *method, const json_t *params) {
  const struct feature *feature = feature_find(method);
  if (!strcmp(method, "initialize"))
    answer_initialize(id, params);
  else if (!server.initialized)
    rpc_fail(id, RPC_NOT_INITIALIZED, "initialize comes first");
  else if (server.shut_down)
    rpc_fail(id, RPC_INVALID_REQUEST, "the server was shut down");
  else if (!strcmp(method, "shutdown")) {
    server.shut_down = true;
    rpc_reply(id, NULL);
  } else if (!feature)
    rpc_fail(id, RPC_METHOD_NOT_FOUND, "this method is not known");
  else if (!sound_params(method, params))
    rpc_fail(id, RPC_INVALID_PARAMS, "the parameters are not those of this method");
  else
    mailbox_post(id, feature, params);
}

/// Answers of the editor; only settings matter.
static void take_response(const json_t *message) {
  const char *id = rpc_get_string(message, "id");
  const json_t *settings = json_array_get(json_object_get(message, "result"), 0);
  if (id && !strcmp(id, "settings") && json_is_object(settings) && server.initialized)
    mailbox_settings(settings);
}

static void take_message(const json_t *message) {
  const json_t *id = json_object_get(message, "id"), *params = json_object_get(message, "params");
  const json_t *method = json_object_get(message, "method");
  bool sound_id = !id || json_is_string(id) || json_is_integer(id);
  if (!json_is_object(message) || !sound_id || (method && !json_is_string(method)) ||
      (!method && !json_object_get(message, "result") && !json_object_get(message, "error"))) {
    rpc_fail(sound_id ? id : NULL, RPC_INVALID_REQUEST, "not a message of JSON-RPC 2.0");
    return;
  }
  if (params && !json_is_object(params) && !json_is_array(params) && !json_is_null(params)) {
    if (id)
      rpc_fail(id, RPC_INVALID_PARAMS, "parameters are an object or an array");
    return;
  }
  if (!method)
    take_response(message);
  else if (id)
    take_request(id, json_string_value(method), params);
  else
    take_notification(json_string_value(method), params);
}

// ---- the program ----

/// Standard output belongs to the protocol: whatever else is printed goes to the log.
static int take_output(void) {
  int own = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  return own;
}

int lsp_run(const struct options *options) {
  struct rpc_reader reader = {.fd = STDIN_FILENO};
  int output = take_output();
  if (output < 0)
    return EXIT_USAGE;
  signal(SIGPIPE, SIG_IGN);
  server.options = options;
  rpc_open(output);
  mailbox_open();
  for (bool going = true; going && !server.exiting;) {
    json_t *message = NULL;
    struct text error = {0};
    enum rpc_read read = rpc_read(&reader, &message, &error);
    if (read == RPC_MALFORMED)
      rpc_fail(NULL, RPC_PARSE_ERROR, error.data);
    else if (read == RPC_MESSAGE)
      take_message(message);
    going = read != RPC_END;
    json_decref(message);
    text_free(&error);
  }
  if (server.initialized)
    engine_stop();
  mailbox_close();
  rpc_reader_free(&reader);
  close(output);
  return server.shut_down ? EXIT_CLEAN : EXIT_FINDINGS;
}
