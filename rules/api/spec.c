// SPDX-License-Identifier: MIT
// Reads .api files: lines in column 0 declare, indented lines claim.
#include "spec.h"

#include "spec_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

// A file being read, line by line.
struct reader {
  struct spec *spec;
  struct spec_place place;
  const char *cursor;
  const char *end;
  const char *header; // the last `include`
  bool project;
  struct contract *draft; // the contract that indented lines belong to, or NULL
  unsigned claim_count;
  struct claim claims[SPEC_MAX_CLAIMS];
  struct spec_token *tokens; // of the prototype being read
  size_t token_count;
  size_t token_capacity;
};

// Gives the contracts one claim list each; those of the same name are merged.
static void keep_contract(struct spec *spec, struct contract *draft, const struct claim *claims,
                          unsigned count) {
  struct spec_item *item =
      spec_item_find(spec, (enum spec_key)draft->kind, draft->name, strlen(draft->name));
  if (item == NULL) {
    spec_claims_set(spec, draft, claims, count);
    spec_contract_add(spec, draft);
    return;
  }
  struct contract *old = item->contract;
  spec_claims_override(spec, old, claims, count);
  old->prototype = draft->prototype != NULL ? draft->prototype : old->prototype;
  old->result = draft->result != NULL ? draft->result : old->result;
  old->header = draft->header != NULL ? draft->header : old->header;
  old->params = draft->params;
  old->param_count = draft->param_count;
  old->file = draft->file;
  old->line = draft->line;
  old->project = true;
}

static bool finish_draft(struct reader *reader) {
  struct contract *draft = reader->draft;
  reader->draft = NULL;
  if (draft == NULL)
    return true;
  struct spec_place place = {draft->file, draft->line, reader->place.error};
  if (reader->claim_count == 0)
    return spec_fail(&place, "`%.60s` claims nothing; say `plain` when there is nothing to say",
                     draft->name);
  bool plain = false;
  for (unsigned i = 0; i < reader->claim_count; i++)
    plain |= reader->claims[i].word == CLAIM_plain;
  if (plain && reader->claim_count > 1 && !reader->project)
    return spec_fail(&place, "`plain` says that `%.60s` has nothing to claim; drop it or the rest",
                     draft->name);
  keep_contract(reader->spec, draft, reader->claims, reader->claim_count);
  return true;
}

// Refuses a second contract of the same name, unless a project overrides a shipped one.
static bool may_declare(struct reader *reader, const struct contract *draft) {
  const struct contract *old = spec_find(reader->spec, draft->kind, draft->name);
  if (old == NULL)
    return true;
  if (strcmp(old->file, draft->file) == 0)
    return spec_fail(&reader->place,
                     "`%.60s` has a contract already, on line %u; add the claims there",
                     draft->name, old->line);
  if (!reader->project)
    return spec_fail(&reader->place, "`%.60s` has a contract already, at %.200s:%u", draft->name,
                     old->file, old->line);
  if (old->param_count != draft->param_count)
    return spec_fail(&reader->place, "`%.60s` has %u parameters here and %u at %.200s:%u",
                     draft->name, draft->param_count, old->param_count, old->file, old->line);
  return true;
}

static struct contract *new_draft(struct reader *reader, enum contract_kind kind) {
  struct contract *draft = spec_alloc(reader->spec, sizeof *draft);
  draft->kind = kind;
  draft->file = reader->place.file;
  draft->line = reader->place.line;
  draft->project = reader->project;
  draft->header = reader->header;
  return draft;
}

static bool open_draft(struct reader *reader, struct contract *draft) {
  if (!may_declare(reader, draft))
    return false;
  reader->draft = draft;
  reader->claim_count = 0;
  return true;
}

static bool read_claims(struct reader *reader, struct spec_scan *scan) {
  struct spec_claim_reader claims = {
      .spec = reader->spec,
      .place = reader->place,
      .contract = reader->draft,
      .here = SPEC_NO_PARAM,
      .claims = reader->claims,
      .count = reader->claim_count,
  };
  bool read = spec_read_claims(&claims, scan);
  reader->claim_count = claims.count;
  return read;
}

static bool want_end(struct reader *reader, struct spec_scan *scan, const char *after) {
  struct spec_token token = spec_scan_next(scan);
  char shown[64];
  return token.kind == TOKEN_END ||
         spec_fail(&reader->place, "unexpected `%s` after `%s`", spec_show(&token, shown), after);
}

static bool want_name(struct reader *reader, struct spec_scan *scan, const char *after,
                      const char **name) {
  return spec_read_name(reader->spec, &reader->place, scan, after, name);
}

// A type in quotes, in normal form.
static bool want_type(struct reader *reader, struct spec_scan *scan, const char *after,
                      const char **type) {
  struct spec_token token = spec_scan_next(scan);
  char shown[64];
  if (token.kind == TOKEN_BAD)
    return spec_fail(&reader->place, "the quote that begins `%s` is not closed",
                     spec_show(&token, shown));
  if (token.kind != TOKEN_STRING)
    return spec_fail(&reader->place, "`%s` wants a type in quotes instead of `%s`", after,
                     spec_show(&token, shown));
  char normal[256];
  if (!spec_normalise_type(token.text, token.length, normal, sizeof normal) || normal[0] == '\0')
    return spec_fail(&reader->place, "`%s` is no type", spec_show(&token, shown));
  *type = spec_copy(reader->spec, normal, strlen(normal));
  return true;
}

// Adds an item, refusing a second one from the same file. One from another file is replaced.
static struct spec_item *declare(struct reader *reader, enum spec_key key, const char *name) {
  struct spec_item *old = spec_item_find(reader->spec, key, name, strlen(name));
  if (old == NULL)
    return spec_item_add(reader->spec, key, name, reader->place.file, reader->place.line);
  if (strcmp(old->file, reader->place.file) == 0) {
    spec_fail(&reader->place, "`%.60s` is declared already, on line %u", name, old->line);
    return NULL;
  }
  old->file = reader->place.file;
  old->line = reader->place.line;
  return old;
}

static bool read_include(struct reader *reader, struct spec_scan *scan) {
  struct spec_token token = spec_scan_peek(scan);
  char close = spec_token_is(&token, "<") ? '>' : '"';
  const char *start = token.text - (token.kind == TOKEN_STRING || token.kind == TOKEN_BAD ? 1 : 0);
  if (token.kind == TOKEN_BAD)
    start = token.text;
  const char *stop =
      start < scan->end ? memchr(start + 1, close, (size_t)(scan->end - start - 1)) : NULL;
  if (stop == NULL || stop == start + 1)
    return spec_fail(&reader->place, "`include` wants `<header.h>` or `\"header.h\"`");
  reader->header = spec_copy(reader->spec, start, (size_t)(stop - start) + 1);
  spec_item_add(reader->spec, KEY_INCLUDE, reader->header, reader->place.file, reader->place.line);
  scan->cursor = stop + 1;
  return want_end(reader, scan, "include");
}

static bool read_handle(struct reader *reader, struct spec_scan *scan) {
  const char *name = NULL;
  struct handle_kind handle = {0};
  if (!want_name(reader, scan, "handle", &name) || !want_type(reader, scan, "handle", &handle.type))
    return false;
  struct spec_token token = spec_scan_next(scan);
  for (; token.kind != TOKEN_END; token = spec_scan_next(scan)) {
    char shown[64];
    if (spec_token_is(&token, "exactly-once"))
      handle.exactly_once = true;
    else if (spec_token_is(&token, "by-value"))
      handle.by_value = true;
    else
      return spec_fail(&reader->place,
                       "unexpected `%s`; a handle is `exactly-once`, `by-value`, both or neither",
                       spec_show(&token, shown));
  }
  const struct handle_kind *other = spec_handle_of_type(reader->spec, handle.type);
  if (other != NULL && strcmp(other->name, name) != 0)
    return spec_fail(&reader->place, "the type `%.60s` belongs to the handle `%.60s` already",
                     handle.type, other->name);
  struct spec_item *item = declare(reader, KEY_HANDLE, name);
  if (item == NULL)
    return false;
  handle.name = item->name;
  item->handle = handle;
  if (other == NULL)
    spec_item_alias(reader->spec, KEY_HANDLE_TYPE, handle.type, item);
  return true;
}

static bool read_token(struct reader *reader, struct spec_scan *scan) {
  struct token_type token = {0};
  if (!want_type(reader, scan, "token", &token.type))
    return false;
  struct spec_token word = spec_scan_peek(scan);
  if (spec_token_is(&word, "none")) {
    spec_scan_next(scan);
    if (!want_name(reader, scan, "none", &token.none))
      return false;
  }
  word = spec_scan_peek(scan);
  if (spec_token_is(&word, "cancelled")) {
    spec_scan_next(scan);
    if (!spec_scan_number(scan, &token.cancelled) || token.cancelled == 0)
      return spec_fail(&reader->place, "`cancelled` wants a number other than 0");
  }
  struct spec_item *item =
      want_end(reader, scan, "token") ? declare(reader, KEY_TOKEN, token.type) : NULL;
  if (item != NULL)
    item->token = token;
  return item != NULL;
}

static bool read_constant(struct reader *reader, struct spec_scan *scan) {
  const char *name = NULL;
  int64_t value = 0;
  if (!want_name(reader, scan, "constant", &name))
    return false;
  if (!spec_scan_number(scan, &value))
    return spec_fail(&reader->place,
                     "`constant %.60s` wants a number of at most 63 bits: decimal, 0x or 0", name);
  struct spec_item *item =
      want_end(reader, scan, "constant") ? declare(reader, KEY_CONSTANT, name) : NULL;
  if (item != NULL)
    item->value = value;
  return item != NULL;
}

static bool take_word(struct spec_scan *scan, const char *word) {
  struct spec_token token = spec_scan_peek(scan);
  if (!spec_token_is(&token, word))
    return false;
  spec_scan_next(scan);
  return true;
}

// `context NAME [many] [through FUNCTION]`.
static bool read_context(struct reader *reader, struct spec_scan *scan) {
  const char *name = NULL, *through = NULL;
  if (!want_name(reader, scan, "context", &name))
    return false;
  bool many = take_word(scan, "many");
  if (take_word(scan, "through") && !want_name(reader, scan, "through", &through))
    return false;
  struct spec_item *item =
      want_end(reader, scan, "context") ? declare(reader, KEY_CONTEXT, name) : NULL;
  if (item != NULL) {
    item->value = many;
    item->through = through;
  }
  return item != NULL;
}

// `field Record.member`, as one name.
static bool want_member(struct reader *reader, struct spec_scan *scan, const char **name) {
  struct spec_token record = spec_scan_next(scan);
  struct spec_token dot = spec_scan_next(scan);
  struct spec_token member = spec_scan_next(scan);
  if (record.kind != TOKEN_WORD || !spec_token_is(&dot, ".") || member.kind != TOKEN_WORD ||
      member.text != record.text + record.length + 1)
    return spec_fail(&reader->place, "`field` wants `Record.member`");
  *name = spec_copy(reader->spec, record.text, record.length + 1 + member.length);
  return true;
}

// A contract without a prototype: `annotation`, `field`, `typedef`, `callback`, `macro`.
static bool read_named(struct reader *reader, struct spec_scan *scan, enum contract_kind kind,
                       const char *keyword) {
  struct contract *draft = new_draft(reader, kind);
  bool named = kind == CONTRACT_FIELD ? want_member(reader, scan, &draft->name)
                                      : want_name(reader, scan, keyword, &draft->name);
  if (!named)
    return false;
  struct spec_token token = spec_scan_peek(scan);
  if (spec_token_is(&token, "(") && kind != CONTRACT_ANNOTATION) {
    if (!spec_read_names(reader->spec, &reader->place, scan, draft))
      return false;
  } else if (kind == CONTRACT_FUNCTION) {
    return spec_fail(&reader->place, "`macro` wants `macro NAME(a, b)`");
  }
  return open_draft(reader, draft) && read_claims(reader, scan);
}

static bool add_token(struct reader *reader, struct spec_token token) {
  if (reader->token_count == reader->token_capacity) {
    reader->token_capacity = reader->token_capacity ? reader->token_capacity * 2 : 64;
    reader->tokens = spec_need(realloc(reader->tokens, reader->token_capacity * sizeof token));
  }
  reader->tokens[reader->token_count++] = token;
  return true;
}

// The next line, without its end. False at the end of the file.
static bool next_line(struct reader *reader, struct spec_scan *scan) {
  if (reader->cursor >= reader->end)
    return false;
  const char *stop = memchr(reader->cursor, '\n', (size_t)(reader->end - reader->cursor));
  scan->cursor = reader->cursor;
  scan->end = stop == NULL ? reader->end : stop;
  scan->dashes = false;
  reader->cursor = stop == NULL ? reader->end : stop + 1;
  reader->place.line++;
  return true;
}

static bool is_indented(const char *at, const char *end) {
  return at < end && (*at == ' ' || *at == '\t');
}

// Collects the tokens of a prototype, over several lines until its parentheses are closed.
static bool collect_prototype(struct reader *reader, struct spec_scan *scan) {
  struct spec_place start = reader->place;
  int depth = 0;
  reader->token_count = 0;
  for (;;) {
    struct spec_token token = spec_scan_next(scan);
    char shown[64];
    if (token.kind == TOKEN_BAD || token.kind == TOKEN_STRING)
      return spec_fail(&reader->place, "`%s` does not belong into a prototype",
                       spec_show(&token, shown));
    if (token.kind != TOKEN_END) {
      depth += spec_token_is(&token, "(");
      depth -= spec_token_is(&token, ")");
      if (depth < 0)
        return spec_fail(&reader->place, "`)` without `(`");
      add_token(reader, token);
      continue;
    }
    if (depth == 0)
      return true;
    bool more = reader->cursor < reader->end && *reader->cursor != '\n' &&
                (is_indented(reader->cursor, reader->end) || *reader->cursor == '#');
    if (!more || !next_line(reader, scan))
      return spec_fail(&start,
                       "the parenthesis opened here is not closed; indent the lines that go on");
  }
}

static bool refuse_line(struct reader *reader) {
  static const char *const keywords[] = {"include",    "handle", "token",   "constant", "context",
                                         "annotation", "field",  "typedef", "callback", "macro"};
  const struct spec_token *word = &reader->tokens[0];
  struct spec_guess guess = spec_guess_start(word->text, word->length);
  for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
    spec_guess_consider(&guess, keywords[i]);
  for (int i = 0; i < CLAIM_COUNT; i++) {
    if (spec_token_is(word, claim_info((enum claim_word)i)->spelling))
      return spec_fail(&reader->place, "the claim `%s` begins in column 0; indent it",
                       claim_info((enum claim_word)i)->spelling);
  }
  char shown[64];
  char hint[96];
  return spec_fail(&reader->place, "`%s` begins neither a prototype nor a declaration%s",
                   spec_show(word, shown), spec_guess_text(&guess, hint, sizeof hint));
}

static bool read_function(struct reader *reader, struct spec_scan *scan) {
  struct contract *draft = new_draft(reader, CONTRACT_FUNCTION);
  struct spec_place place = reader->place;
  if (!collect_prototype(reader, scan))
    return false;
  bool opened = false;
  for (size_t i = 0; i < reader->token_count && !opened; i++)
    opened = spec_token_is(&reader->tokens[i], "(");
  if (!opened)
    return refuse_line(reader);
  if (!spec_read_prototype(reader->spec, &place, reader->tokens, reader->token_count, draft))
    return false;
  unsigned last = reader->place.line;
  reader->place.line = place.line;
  bool open = open_draft(reader, draft);
  reader->place.line = last;
  return open;
}

// What a keyword in column 0 must be followed by, so that a type of the same name may begin a
// prototype.
static bool declares(const struct spec_scan *rest, bool types) {
  struct spec_scan scan = *rest;
  struct spec_token token = spec_scan_next(&scan);
  if (!types)
    return token.kind == TOKEN_WORD;
  bool quoted = memchr(rest->cursor, '"', (size_t)(rest->end - rest->cursor)) != NULL;
  return quoted || memchr(rest->cursor, '(', (size_t)(rest->end - rest->cursor)) == NULL;
}

static bool read_declaration(struct reader *reader, struct spec_scan *scan) {
  struct spec_scan rest = *scan;
  struct spec_token word = spec_scan_next(&rest);
  bool types = declares(&rest, true);
  bool named = declares(&rest, false);
  rest.dashes = true;
  if (spec_token_is(&word, "include"))
    return read_include(reader, &rest);
  if (spec_token_is(&word, "handle") && types)
    return read_handle(reader, &rest);
  if (spec_token_is(&word, "token") && types)
    return read_token(reader, &rest);
  if (spec_token_is(&word, "constant") && types)
    return read_constant(reader, &rest);
  if (spec_token_is(&word, "context") && types)
    return read_context(reader, &rest);
  rest.dashes = false;
  if (spec_token_is(&word, "annotation") && named)
    return read_named(reader, &rest, CONTRACT_ANNOTATION, "annotation");
  if (spec_token_is(&word, "field") && named)
    return read_named(reader, &rest, CONTRACT_FIELD, "field");
  if (spec_token_is(&word, "typedef") && named)
    return read_named(reader, &rest, CONTRACT_TYPEDEF, "typedef");
  if (spec_token_is(&word, "callback") && named)
    return read_named(reader, &rest, CONTRACT_TYPEDEF, "callback");
  if (spec_token_is(&word, "macro") && named)
    return read_named(reader, &rest, CONTRACT_FUNCTION, "macro");
  return read_function(reader, scan);
}

static bool read_line(struct reader *reader, struct spec_scan *scan) {
  bool indented = is_indented(scan->cursor, scan->end);
  struct spec_token first = spec_scan_peek(scan);
  if (first.kind == TOKEN_END)
    return true;
  if (!indented)
    return finish_draft(reader) && read_declaration(reader, scan);
  if (reader->draft == NULL)
    return spec_fail(&reader->place,
                     "claims without a prototype above them; begin declarations in column 0");
  return read_claims(reader, scan);
}

// The line of the first byte that no text file has, or 0.
static unsigned line_of_nul(const char *text, size_t length) {
  const char *nul = memchr(text, '\0', length);
  if (nul == NULL)
    return 0;
  unsigned line = 1;
  for (; text < nul; text++)
    line += *text == '\n';
  return line;
}

bool spec_read_text(struct spec *spec, const char *path, const char *text, size_t length,
                    bool project, struct spec_error *error) {
  struct spec_place place = {spec_copy(spec, path, strlen(path)), 0, error};
  if (length > SPEC_MAX_FILE)
    return spec_fail(&place, "the file is larger than %d MiB; split it", SPEC_MAX_FILE >> 20);
  if (length > 0 && (place.line = line_of_nul(text, length)) > 0)
    return spec_fail(&place, "a NUL byte: this is no text file");
  if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
    text += 3;
    length -= 3;
  }
  struct reader *reader = spec_need(calloc(1, sizeof *reader));
  reader->spec = spec;
  reader->place = place;
  reader->cursor = text;
  reader->end = length > 0 ? text + length : text;
  reader->project = project;
  struct spec_scan scan = {0};
  bool good = true;
  while (good && next_line(reader, &scan))
    good = read_line(reader, &scan);
  good = good && finish_draft(reader);
  free(reader->tokens);
  free(reader);
  return good;
}

bool spec_read_file(struct spec *spec, const char *path, bool project, struct spec_error *error) {
  struct spec_place place = {path, 0, error};
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    return spec_fail(&place, "cannot be read: %s", strerror(errno));
  size_t capacity = 64 * 1024;
  size_t length = 0;
  char *text = spec_need(malloc(capacity));
  for (;;) {
    size_t got = fread(text + length, 1, capacity - length, file);
    length += got;
    if (got == 0 || length > SPEC_MAX_FILE)
      break;
    if (length == capacity) {
      capacity *= 2;
      text = spec_need(realloc(text, capacity));
    }
  }
  bool read = !ferror(file);
  int reason = errno;
  fclose(file);
  bool good = read ? spec_read_text(spec, path, text, length, project, error)
                   : spec_fail(&place, "cannot be read: %s", strerror(reason));
  free(text);
  return good;
}
