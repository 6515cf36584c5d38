// SPDX-License-Identifier: MIT
// Fixes for calls that block: the call that suspends instead.
#include "rules/shared/cleanup.h"
#include "rules/shared/mend/mend.h"
#include "rules/shared/tokens.h"

#include <ctype.h>
#include <string.h>

/// A call that is to become one of its twin.
struct blocking {
  struct pass *pass;
  struct function *function;
  struct point at;
  const struct ir_event *call;
  const struct contract *old, *now;
  uint32_t token; // variable that holds the token to pass, or IR_NONE
};

static const char *argument(const struct blocking *blocking, int i) {
  return argument_text(blocking->pass, blocking->function, blocking->call, i);
}

static bool is_token(const struct blocking *blocking, const char *type) {
  return spec_token_type(program_spec(blocking->pass->program), type) != NULL;
}

/// The header in which the twin is declared, as a file includes it, or NULL.
static void include_twin(struct fix *fix, const struct blocking *blocking) {
  const struct function *twin = program_find(blocking->pass->program, blocking->now->name);
  const struct ir_declaration *declared = twin ? twin->declaration : NULL;
  const char *header = blocking->now->header;
  const char *file = location_of(blocking->function, blocking->call->loc)->file;
  if (!header && declared)
    header = declared->header;
  if (header)
    fix_include(fix, file, header);
  else if (!declared || !declared->loc.file || strcmp(declared->loc.file, file) != 0)
    fix_fail(fix);
}

// ---- what becomes of the result ----

/// Marks the places that get the result of the call, by way of copies.
static void mark_copies(const struct ir_function *fn, uint32_t place, bool *marked) {
  bool more = true;
  marked[place] = true;
  while (more) {
    more = false;
    for (uint32_t b = 0; b < fn->block_count; b++)
      for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
        const struct ir_event *event = &fn->blocks[b].events[e];
        bool copy = event->kind == IR_MOVE && event->a.kind == IR_PLACE && marked[event->a.place] &&
                    !marked[event->place];
        if (copy)
          marked[event->place] = more = true;
      }
  }
}

static bool is_marked(const bool *marked, const struct ir_operand *operand) {
  return operand->kind == IR_PLACE && marked[operand->place];
}

/// True when a value is compared with a constant that means something else for the twin: a negative
/// one, or with `status` any but 0.
static bool tells_errors(const struct ir_function *fn, const bool *marked,
                         const struct ir_operand *a, const struct ir_operand *b, bool status) {
  int64_t value;
  if (is_marked(marked, b)) {
    const struct ir_operand *other = a;
    a = b;
    b = other;
  }
  return is_marked(marked, a) && operand_constant(fn, b, &value) &&
         (value < 0 || (status && value != 0));
}

static bool event_tells_errors(const struct blocking *blocking, const bool *marked,
                               const struct ir_event *event, bool status) {
  const struct ir_function *fn = blocking->function->body;
  const struct function *callee =
      event->kind == IR_CALL ? call_target(blocking->pass->program, event) : NULL;
  if (event->kind == IR_BIN && tells_errors(fn, marked, &event->a, &event->b, status))
    return true;
  for (uint32_t i = 0; status && event->kind == IR_CALL && i < event->arg_count; i++)
    if (is_marked(marked, &event->args[i].value))
      return true;                                          // as `gai_strerror` gets it
  return callee && function_claim(callee, CLAIM_of_thread); // errno
}

/// True when the function looks at how the call failed more closely than by the sign of its result:
/// its twin says it in another way.
static bool looks_closely(const struct blocking *blocking) {
  const struct ir_function *fn = blocking->function->body;
  bool status = contract_says(blocking->now, CLAIM_status), found = false;
  if (blocking->call->place == IR_NONE)
    return true;
  struct arena scratch = {0};
  bool *marked = ARENA_ARRAY(&scratch, bool, fn->place_count);
  memset(marked, 0, sizeof *marked * fn->place_count);
  mark_copies(fn, blocking->call->place, marked);
  for (uint32_t b = 0; b < fn->block_count && !found; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    found = end->kind == IR_SWITCH && is_marked(marked, &end->a);
    found |= end->kind == IR_BRANCH && tells_errors(fn, marked, &end->a, &end->b, status);
    for (uint32_t e = 0; e < fn->blocks[b].event_count && !found; e++)
      found = event_tells_errors(blocking, marked, &fn->blocks[b].events[e], status);
  }
  arena_free(&scratch);
  return found;
}

// ---- the same arguments ----

/// True when the call's argument says nothing: 0 or NULL.
static bool is_nothing(const struct blocking *blocking, unsigned i) {
  int64_t value;
  return operand_constant(blocking->function->body, &blocking->call->args[i].value, &value) &&
         value == 0;
}

/// The arguments of the twin: those of the call whose types it has, in their order; what it lacks
/// must be 0 or NULL. False when they do not go together. `*unchanged`: only the token is new.
static bool match_arguments(const struct blocking *blocking, struct text *arguments,
                            bool *unchanged) {
  unsigned next = 0;
  *unchanged = true;
  for (unsigned i = 0; i < blocking->now->param_count; i++) {
    const char *type = blocking->now->params[i].type, *text;
    if (is_token(blocking, type)) {
      text = blocking->function->body->vars[blocking->token].name;
      *unchanged &= i + 1 == blocking->now->param_count && next == blocking->old->param_count;
    } else {
      while (next < blocking->old->param_count &&
             strcmp(blocking->old->params[next].type, type) != 0 && is_nothing(blocking, next)) {
        *unchanged = false;
        next++;
      }
      if (next < blocking->old->param_count && strcmp(blocking->old->params[next].type, type) != 0)
        return false;
      text = next < blocking->old->param_count ? argument(blocking, (int)next++) : NULL;
    }
    if (!text)
      return false;
    text_printf(arguments, "%s%s", i ? ", " : "", text);
  }
  for (; next < blocking->old->param_count; next++) {
    *unchanged = false;
    if (!is_nothing(blocking, next))
      return false;
  }
  return true;
}

static bool same_result(const struct blocking *blocking) {
  const struct function *old = call_target(blocking->pass->program, blocking->call);
  const struct function *now = program_find(blocking->pass->program, blocking->now->name);
  if (blocking->old->result && blocking->now->result)
    return !strcmp(blocking->old->result, blocking->now->result);
  return old->declaration && now && now->declaration &&
         !strcmp(old->declaration->result, now->declaration->result);
}

/// `read(fd, data, size)` becomes `task_read(fd, data, size, token)`. Unsafe: the errors come in
/// another way.
static void call_twin(const struct blocking *blocking, struct finding *finding) {
  const struct ir_location *loc = location_of(blocking->function, blocking->call->loc);
  struct text arguments = {0};
  bool unchanged;
  const char *text = fix_source(blocking->pass->findings, NULL, loc);
  if (text && !(blocking->call->flags & IR_CALL_UNUSED) && same_result(blocking) &&
      !looks_closely(blocking) && match_arguments(blocking, &arguments, &unchanged) &&
      !strstr(text, "/*") && !strstr(text, "//")) {
    struct fix fix =
        fix_begin(blocking->pass->findings, finding, FIX_UNSAFE, "call `%s`", blocking->now->name);
    if (unchanged) {
      fix_name(&fix, loc, blocking->old->name, blocking->now->name);
      if (blocking->token != IR_NONE)
        fix_add_argument(&fix, loc, "%s", blocking->function->body->vars[blocking->token].name);
    } else {
      fix_replace(&fix, loc, "%s(%s)", blocking->now->name, text_get(&arguments));
    }
    include_twin(&fix, blocking);
    fix_end(&fix);
  }
  text_free(&arguments);
}

// ---- waiting for a time ----

/// Calls that let time pass, by how many of theirs are a second.
static const struct {
  const char *name;
  unsigned second;
} pauses[] = {{"sleep", 1}, {"usleep", 1000000}};

static unsigned units_of(const struct contract *contract) {
  for (size_t i = 0; !contract->project && i < sizeof pauses / sizeof *pauses; i++)
    if (!strcmp(contract->name, pauses[i].name))
      return pauses[i].second;
  return 0;
}

static bool is_word(const char *text) {
  while (isalnum((unsigned char)*text) || *text == '_')
    text++;
  return !*text;
}

/// The time in milliseconds, of which there are no fewer than `amount` says; NULL when nobody can
/// tell.
static const char *milliseconds(const struct blocking *blocking, unsigned second) {
  struct arena *arena = &blocking->pass->findings->arena;
  const char *text = argument(blocking, 0);
  int64_t value;
  if (!text)
    return NULL;
  bool number = isdigit((unsigned char)*text) && is_word(text);
  if (number && operand_constant(blocking->function->body, &blocking->call->args[0].value, &value))
    return arena_printf(arena, "%lld",
                        (long long)(second == 1 ? value * 1000 : (value + 999) / 1000));
  const char *open = is_word(text) ? "" : "(", *close = is_word(text) ? "" : ")";
  return second == 1 ? arena_printf(arena, "1000ull * %s%s%s", open, text, close)
                     : arena_printf(arena, "(%s%s%s + 999ull) / 1000", open, text, close);
}

/// `sleep(1);` becomes `if (task_delay(1000, token) != 0) return cancel_check(token);`. Unsafe:
/// what was begun before may have to be ended.
static void call_delay(const struct blocking *blocking, struct finding *finding, unsigned second) {
  const struct ir_function *fn = blocking->function->body;
  bool fits = blocking->now->param_count == 2 && blocking->token != IR_NONE &&
              is_token(blocking, blocking->now->params[1].type) &&
              (blocking->call->flags & (IR_CALL_UNUSED | IR_CALL_VOID)) == IR_CALL_UNUSED;
  const char *leave =
      fits ? cancelled_return(blocking->pass, blocking->function, blocking->at, blocking->token)
           : NULL;
  const char *time = leave ? milliseconds(blocking, second) : NULL;
  if (!time)
    return;
  struct fix fix =
      fix_begin(blocking->pass->findings, finding, FIX_UNSAFE, "call `%s`", blocking->now->name);
  const char *now = arena_printf(&blocking->pass->findings->arena, "if (%s(%s, %s) != 0)\n\t%s",
                                 blocking->now->name, time, fn->vars[blocking->token].name, leave);
  fix_statement_before(&fix, location_of(blocking->function, blocking->call->loc), now, "%s", "");
  include_twin(&fix, blocking);
  fix_end(&fix);
}

void mend_with_suspending(struct pass *pass, struct finding *finding, struct function *function,
                          struct point at, const char *twin) {
  const struct ir_event *call = &function->body->blocks[at.block].events[at.event];
  const struct function *callee = call_target(pass->program, call);
  struct blocking blocking = {
      pass,   function, at, call, callee ? callee->contract : NULL, mend_contract(pass, twin),
      IR_NONE};
  if (!blocking.now) // of a header that is to be included
    blocking.now = spec_find(program_spec(pass->program), CONTRACT_FUNCTION, twin);
  if (!blocking.old || !blocking.now || !call->callee ||
      call->arg_count != blocking.old->param_count ||
      !contract_says(blocking.now, CLAIM_suspends) || !may_suspend_at(pass, function, at))
    return;
  bool token = false;
  for (unsigned i = 0; i < blocking.now->param_count; i++)
    token |= is_token(&blocking, blocking.now->params[i].type);
  blocking.token = token ? token_at_hand(pass, function, at) : IR_NONE;
  // Clean-up has to run to its end, and a token that is cancelled already lets nothing wait.
  if (token && (blocking.token == IR_NONE || !only_one_called(function->body, blocking.token) ||
                cleans_up(pass, function, at.block, at.event)))
    return;
  unsigned second = units_of(blocking.old);
  if (second)
    call_delay(&blocking, finding, second);
  else
    call_twin(&blocking, finding);
}
