// SPDX-License-Identifier: MIT
// Findings as diagnostics; and answering an editor that asks for them.
#include "analyzer/lsp/feature.h"
#include "analyzer/lsp/rpc.h"
#include "analyzer/run/output/reports.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SEVERITY_ERROR = 1, SEVERITY_WARNING = 2, SEVERITY_HINT = 4, TAG_UNNECESSARY = 1 };

static json_t *text_json(const char *text) {
  json_t *json = json_string(text);
  return json ? json : json_string("(not UTF-8)");
}

static json_t *related_json(struct shown_texts *shown, const struct finding *finding) {
  json_t *list = json_array();
  for (uint32_t i = 0; i < finding->note_count; i++) {
    const struct finding_note *note = &finding->notes[i];
    if (note->loc.file)
      json_array_append_new(list,
                            json_pack("{s:o,s:o}", "location", place_location(shown, &note->loc),
                                      "message", text_json(note->message)));
  }
  return list;
}

/// The message; with the notes that cannot be shown at their places.
static json_t *message_json(const struct finding *finding, bool all_notes) {
  struct text message = {0};
  text_puts(&message, finding->message);
  for (uint32_t i = 0; i < finding->note_count; i++)
    if (all_notes || !finding->notes[i].loc.file)
      text_printf(&message, "\n%s", finding->notes[i].message);
  json_t *json = text_json(message.data);
  text_free(&message);
  return json;
}

/// Names whose finding is that something is not needed: editors show it faded.
static bool is_unnecessary(const char *rule) {
  return !strncmp(rule, "unused-", 7) || !strncmp(rule, "needless-", 9);
}

static json_t *diagnostic_json(struct shown_texts *shown, const struct finding *finding) {
  const struct client *client = shown->engine->client;
  json_t *related = client->related ? related_json(shown, finding) : NULL;
  json_t *json = json_pack(
      "{s:o,s:i,s:s,s:s,s:o,s:{s:s}}", "range", place_range(shown, &finding->loc), "severity",
      finding->level == LEVEL_ERROR ? SEVERITY_ERROR : SEVERITY_WARNING, "code", finding->rule,
      "source", "async-lint", "message", message_json(finding, !client->related), "data",
      "fingerprint", finding->fingerprint);
  if (related)
    json_object_set_new(json, "relatedInformation", related);
  if (client->tags && is_unnecessary(finding->rule))
    json_object_set_new(json, "tags", json_pack("[i]", TAG_UNNECESSARY));
  const char *pages = client->href ? reports_rule_pages() : NULL;
  if (pages) {
    struct text uri = {0};
    path_uri(pages, &uri);
    text_printf(&uri, "#%s", finding->rule);
    json_object_set_new(json, "codeDescription", json_pack("{s:s}", "href", uri.data));
    text_free(&uri);
  }
  return json;
}

static json_t *unchecked_json(struct shown_texts *shown, const struct unchecked *unchecked) {
  struct ir_location loc = unchecked->loc;
  struct text message = {0};
  if (!loc.file)
    loc = (struct ir_location){
        .file = unchecked->file, .line = 1, .column = 1, .end_line = 1, .end_column = 1};
  text_puts(&message, "not checked");
  if (unchecked->function)
    text_printf(&message, ": `%s`", unchecked->function);
  text_printf(&message, ": %s", unchecked->reason);
  json_t *json = json_pack("{s:o,s:i,s:s,s:s,s:o}", "range", place_range(shown, &loc), "severity",
                           SEVERITY_HINT, "code", "unchecked", "source", "async-lint", "message",
                           text_json(message.data));
  text_free(&message);
  return json;
}

/// True for an open file that no unit has, when it is known what all of them include.
static bool is_alone(struct workspace *workspace, const char *path) {
  if (workspace->problem || engine_busy(workspace, true) || engine_busy(workspace, false))
    return false;
  for (uint32_t i = 0; i < workspace->part_count; i++) {
    struct part *part = workspace->parts[i];
    bool known = part->unit && !part->unit->failure;
    if (!known || !strcmp(part->which.path, path) || workspace_includes(workspace, part, path))
      return false;
  }
  return true;
}

/// Why a folder cannot be checked: at its place, and in each file that is open.
static json_t *problem_json(struct shown_texts *shown, const struct workspace *workspace,
                            const char *path) {
  struct ir_location loc = workspace->problem_loc;
  struct text message = {0};
  bool here = workspace_problem_is_in(workspace, path);
  if (!here)
    loc =
        (struct ir_location){.file = path, .line = 1, .column = 1, .end_line = 1, .end_column = 1};
  const char *what = here ? strstr(workspace->problem, ": ") : NULL; // behind file and line
  text_printf(&message, "%s%s", here ? "" : "not checked: ", what ? what + 2 : workspace->problem);
  json_t *json = json_pack("{s:o,s:i,s:s,s:s,s:o}", "range", place_range(shown, &loc), "severity",
                           SEVERITY_ERROR, "code", here ? "configuration" : "unchecked", "source",
                           "async-lint", "message", text_json(message.data));
  text_free(&message);
  return json;
}

json_t *diagnostics_json(struct shown_texts *shown, struct workspace *workspace, const char *path) {
  const struct findings *findings = &workspace->findings;
  json_t *list = json_array();
  for (uint32_t i = 0; i < findings->count; i++)
    if (findings->items[i].loc.file && !strcmp(findings->items[i].loc.file, path))
      json_array_append_new(list, diagnostic_json(shown, &findings->items[i]));
  bool open = buffers_find(&shown->engine->buffers, path); // elsewhere nobody needs to know now
  for (uint32_t i = 0; i < findings->unchecked_count && open; i++)
    if (!strcmp(findings->unchecked[i].file, path))
      json_array_append_new(list, unchecked_json(shown, &findings->unchecked[i]));
  if (open && is_alone(workspace, path)) {
    const struct unchecked alone = {.file = path,
                                    .reason = "no unit that is compiled includes this file"};
    json_array_append_new(list, unchecked_json(shown, &alone));
  }
  if (workspace->problem && (open || workspace_problem_is_in(workspace, path)))
    json_array_append_new(list, problem_json(shown, workspace, path));
  return list;
}

// ---- editors that ask ----

/// A report of a file; `unchanged` when the editor has the same already. `items` is consumed.
static json_t *file_report(json_t *items, const char *previous) {
  char id[32];
  char *text = json_dumps(items, JSON_COMPACT);
  snprintf(id, sizeof id, "%016" PRIx64, hash_bytes(HASH_SEED, text, strlen(text)));
  free(text);
  if (previous && !strcmp(previous, id)) {
    json_decref(items);
    return json_pack("{s:s,s:s}", "kind", "unchanged", "resultId", id);
  }
  return json_pack("{s:s,s:s,s:o}", "kind", "full", "resultId", id, "items", items);
}

json_t *answer_diagnostics(const struct question *question, bool *wait) {
  (void)wait;
  struct shown_texts shown = {.engine = question->engine};
  json_t *items = question->workspace
                      ? diagnostics_json(&shown, question->workspace, question->path)
                      : json_array();
  shown_free(&shown);
  return file_report(items, rpc_get_string(question->params, "previousResultId"));
}

/// What the editor had of the file, or NULL.
static const char *previous_of(const json_t *params, const char *uri) {
  size_t i;
  const json_t *entry;
  json_array_foreach(json_object_get(params, "previousResultIds"), i, entry) {
    const char *own = rpc_get_string(entry, "uri");
    if (own && !strcmp(own, uri))
      return rpc_get_string(entry, "value");
  }
  return NULL;
}

/// Reports of files, each once.
struct reports {
  const struct question *question;
  struct shown_texts shown;
  json_t *list, *done; // done: URIs
  bool news;           // there is one that the editor does not have
};

static void add_report(struct reports *reports, struct workspace *workspace, const char *path) {
  const struct buffer *buffer = buffers_find(&reports->question->engine->buffers, path);
  struct text uri = {0};
  if (buffer)
    text_puts(&uri, buffer->uri);
  else
    path_uri(path, &uri);
  if (!json_object_get(reports->done, uri.data)) {
    json_t *items = workspace ? diagnostics_json(&reports->shown, workspace, path) : json_array();
    json_t *report = file_report(items, previous_of(reports->question->params, uri.data));
    reports->news |= !strcmp(rpc_get_string(report, "kind"), "full");
    json_object_set_new(report, "uri", json_string(uri.data));
    json_object_set_new(report, "version", buffer ? json_integer(buffer->version) : json_null());
    json_array_append_new(reports->list, report);
    json_object_set_new(reports->done, uri.data, json_true());
  }
  text_free(&uri);
}

/// Sends the reports, some at a time, with the editor's token for it. What is left is the answer.
static void send_parts(const json_t *token, json_t *list) {
  enum { AT_ONCE = 100 };
  for (size_t at = 0, count = json_array_size(list); at < count;) {
    json_t *items = json_array();
    for (int i = 0; i < AT_ONCE && at < count; i++)
      json_array_append(items, json_array_get(list, at++));
    engine_report(token, json_pack("{s:o}", "items", items));
  }
  json_array_clear(list);
}

/// Answers when something is new to the editor, which asks again and again.
json_t *answer_workspace_diagnostics(const struct question *question, bool *wait) {
  const json_t *previous = json_object_get(question->params, "previousResultIds"), *entry;
  struct engine *engine = question->engine;
  struct reports reports = {.question = question,
                            .shown = {.engine = engine},
                            .list = json_array(),
                            .done = json_object(),
                            .news = json_array_size(previous) == 0};
  for (uint32_t w = 0; w < engine->workspace_count; w++)
    for (uint32_t i = 0; i < engine->workspaces[w]->findings.count; i++)
      if (engine->workspaces[w]->findings.items[i].loc.file)
        add_report(&reports, engine->workspaces[w],
                   engine->workspaces[w]->findings.items[i].loc.file);
  for (uint32_t w = 0; w < engine->workspace_count; w++)
    if (engine->workspaces[w]->problem_loc.file)
      add_report(&reports, engine->workspaces[w], engine->workspaces[w]->problem_loc.file);
  size_t i;
  json_array_foreach(previous, i, entry) {
    struct text path = {0};
    const char *uri = rpc_get_string(entry, "uri");
    if (uri && uri_path(uri, &path))
      add_report(&reports, engine_workspace(engine, path.data), path.data);
    text_free(&path);
  }
  json_decref(reports.done);
  shown_free(&reports.shown);
  *wait = !reports.news;
  const json_t *token = engine_token(question->params, "partialResultToken");
  if (reports.news && token)
    send_parts(token, reports.list);
  if (reports.news)
    return json_pack("{s:o}", "items", reports.list);
  json_decref(reports.list);
  return NULL;
}
