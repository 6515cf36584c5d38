/*
What is written down about a function and what the function does have drifted apart.

A contract, in a header or in an `.api` file, is believed: callers are judged by it, in this program
and in all others that have only the header. When the body no longer does what the contract says,
findings about its callers are wrong, or missing, and people who read the header are misled. So
every contract is compared with the body, with the declaration, and with itself:

- `takes t` and a path that leaves `t` to the caller; `takes t on success` and a failure that takes
  it; `borrows t` and a body that consumes it;
- `plain`, nothing to say, and a body that suspends, that itself makes a call that blocks, or that
  consumes or gives a handle;
- `blocks` without `suspends`, and a body that suspends; `blocks`, and nothing in it ever blocks;
- claims that contradict each other: `takes t` in the header, `borrows t` at the definition;
- a prototype in an `.api` file that is not the declared one; `status` of a function without result;
  `gives task` of a function that returns a number.

## Bad

    ASYNC_LINT("takes work") int finish(task *work, int now);

    int finish(task *work, int now) {
      if (now)
        return task_await(work, NULL);
      return 0;
    }

## Good

    ASYNC_LINT("takes work") int finish(task *work, int now);

    int finish(task *work, int now) {
      if (now)
        return task_await(work, NULL);
      task_detach(work, NULL, NULL);
      return 0;
    }

A claim that is not made is unknown, and no mistake: only contracts that say the opposite of the
body are reported. `suspends` and `suspends never` are a function's own word for what a later
version may do, or what its author knows better; for `async` there is `needless-async`.

## Fix

Unsafe: takes the word that is wrong out of the annotation.

## What it cannot see

- What a call through a pointer or of an unknown function does: where it decides, nothing is said.
- What becomes of handles that change places.
- That a long computation is what `blocks` means: with a loop in it, nothing is said.
- Conventions of one's own: a function that takes a handle on success has to return 0 then.
- Claims about locks, memory and callbacks.
- A function that is `plain` and blocks some calls further down: `plain` may mean just that.
- Contracts that come with async-lint: their headers are not asked.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(annotation-drift) the other platform blocks
*/
#include "rules/shared/loops.h"
#include "rules/shared/lost.h"
#include "rules/shared/mend/mend.h"
#include "rules/shared/way.h"

#include <string.h>

/// The contract is the program's own: from a header of it or from its `.api` files.
static bool is_own(const struct function *function) {
  const struct contract *contract = function->contract;
  return contract && (contract->project || !contract->header);
}

static void note_declared(struct pass *pass, struct finding *finding,
                          const struct function *function, const char *words) {
  const struct contract *contract = function->contract;
  const struct ir_declaration *declaration = function->declaration;
  struct ir_location loc = {.file = contract->file,
                            .line = contract->line,
                            .column = 1,
                            .end_line = contract->line,
                            .end_column = 1};
  if (declaration && declaration->words)
    loc = declaration->loc;
  if (loc.file && loc.line)
    note_at(pass, finding, &loc, "`%s` is declared `%s` here", function->name, words);
}

static bool runs_as_declared(const struct function *function) {
  return function_claim(function, CLAIM_suspends) || function_claim(function, CLAIM_async) ||
         function_claim(function, CLAIM_suspends_never);
}

// ---- handles ----

/// The claim about what becomes of the handle in parameter `param`, when it is the only one.
static const struct claim *ownership_claim(const struct function *function, uint32_t param) {
  const struct claim *found = NULL;
  for (uint32_t i = 0; i < function->claim_count; i++) {
    const struct claim *claim = &function->claims[i];
    bool owns = claim->word == CLAIM_takes || claim->word == CLAIM_borrows ||
                claim->word == CLAIM_stores || claim->word == CLAIM_refs ||
                claim->word == CLAIM_detaches;
    if (!owns || claim->param != (int)param)
      continue;
    if (found || claim->each || claim->when.term_count)
      return NULL;
    found = claim;
  }
  return found && (found->word == CLAIM_takes || found->word == CLAIM_borrows) ? found : NULL;
}

/// The place of a parameter itself, or IR_NONE when the body does not mention it.
static uint32_t param_place(const struct ir_function *fn, uint32_t param) {
  for (uint32_t i = 0; i < fn->place_count; i++)
    if (fn->places[i].step == IR_STEP_VAR && fn->places[i].var == param)
      return i;
  return IR_NONE;
}

/// The call that consumes the parameter, or NULL.
static const struct ir_event *consumer_of(struct pass *pass, const struct ir_function *fn,
                                          uint32_t param) {
  const struct flow_callees *callees = program_callees(pass->program);
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *call = &fn->blocks[b].events[e];
      if (call->kind != IR_CALL)
        continue;
      const struct call_effect *effect = callees->effect(callees->data, fn, call);
      for (uint32_t i = 0; i < call->arg_count && i < effect->param_count; i++)
        if (operand_param(fn, &call->args[i].value) == (int)param &&
            (effect->params[i].value == HANDLE_TAKEN ||
             effect->params[i].value == HANDLE_TAKEN_ON_SUCCESS))
          return call;
    }
  return NULL;
}

static void note_consumer(struct pass *pass, struct finding *finding,
                          const struct function *function, uint32_t param) {
  const struct ir_event *call = consumer_of(pass, function->body, param);
  const struct function *callee = call ? call_target(pass->program, call) : NULL;
  if (callee)
    note(pass, finding, function, call->loc, "`%s` consumes `%s` here", callee->name,
         function->body->vars[param].name);
}

/// `takes t`: some path that succeeds or fails leaves it to the caller.
static void check_takes(struct pass *pass, struct function *function, uint32_t param,
                        const struct handle_kind *kind, struct arena *scratch) {
  const struct ir_function *fn = function->body;
  const char *name = fn->vars[param].name;
  const struct site site = {SITE_OWED, kind->name, IR_NONE, IR_NONE, -1, param_place(fn, param)};
  const struct handle_result *result = NULL;
  if (site.place != IR_NONE) {
    result = handle_follow(scratch, function_cfg(pass->program, function),
                           program_callees(pass->program), &site);
    if (!result->loss_count || result->exhausted || result->undecided)
      return;
  }
  bool never = !result || !kept_somewhere(result);
  struct finding *finding =
      report(pass, function, IR_NONE,
             never ? "`%s` is declared to take `%s`, and does not"
                   : "`%s` is declared to take `%s`, and on some path does not",
             function->name, name);
  note_declared(pass, finding, function,
                arena_printf(program_arena(pass->program), "takes %s", name));
  if (result)
    note_lost(pass, finding, function, &result->losses[0], name, "not taken");
  advice(pass, finding, function, IR_NONE, "consume it on every path, or say what holds");
}

/// `takes t on success`: left alone though it succeeds, or taken though it fails.
static void check_takes_on_success(struct pass *pass, struct function *function, uint32_t param,
                                   const struct handle_result *result) {
  const char *name = function->body->vars[param].name;
  bool left = result->success_owned && !result->success_taken;
  bool wrong = left || (result->failure_taken && !result->failure_owned);
  if (!wrong || result->leaves_stored || strcmp(function->body->result, "int") != 0)
    return;
  struct finding *finding =
      report(pass, function, IR_NONE,
             left ? "`%s` is declared to take `%s` on success, and leaves it to the caller"
                  : "`%s` is declared to take `%s` on success, and takes it on failure",
             function->name, name);
  note_declared(pass, finding, function,
                arena_printf(program_arena(pass->program), "takes %s on success", name));
  if (!left)
    note_consumer(pass, finding, function, param);
}

static void check_borrows(struct pass *pass, struct function *function, uint32_t param) {
  const char *name = function->body->vars[param].name;
  bool plain = function_claim(function, CLAIM_plain) != NULL;
  struct finding *finding = report(pass, function, IR_NONE,
                                   plain ? "`%s` is declared `plain`, and consumes `%s`"
                                         : "`%s` is declared to borrow `%s`, and consumes it",
                                   function->name, name);
  note_declared(pass, finding, function,
                plain ? "plain" : arena_printf(program_arena(pass->program), "borrows %s", name));
  note_consumer(pass, finding, function, param);
}

static void check_handles(struct pass *pass, struct function *function) {
  const struct ir_function *fn = function->body;
  bool plain = function_claim(function, CLAIM_plain) != NULL;
  if (fn->flags & IR_FN_SETJMP)
    return;
  for (uint32_t i = 0; i < fn->param_count; i++) {
    const struct handle_kind *kind =
        spec_handle_of_type(program_spec(pass->program), fn->vars[i].type);
    const struct claim *claim = ownership_claim(function, i);
    if (!kind || !(claim || plain))
      continue;
    struct arena scratch = {0};
    const struct site site = {SITE_PARAM, kind->name, IR_NONE, IR_NONE, (int)i, IR_NONE};
    const struct handle_result *result = handle_follow(
        &scratch, function_cfg(pass->program, function), program_callees(pass->program), &site);
    if (claim && claim->word == CLAIM_takes && !claim->on_success)
      check_takes(pass, function, i, kind, &scratch);
    else if (claim && claim->word == CLAIM_takes && !result->exhausted && !result->undecided)
      check_takes_on_success(pass, function, i, result);
    else if ((plain || claim->word == CLAIM_borrows) && result->leaves_taken &&
             consumer_of(pass, fn, i))
      check_borrows(pass, function, i);
    arena_free(&scratch);
  }
}

// ---- effects ----

/// True when the call certainly does what its callee claims: no condition is left open.
static bool certainly(struct pass *pass, const struct edge *edge, enum claim_word word) {
  for (const struct claim *claim = function_claim(edge->callee, word); claim;
       claim = function_next_claim(edge->callee, claim))
    if (claim_truth(pass->program, edge->caller, edge->block, edge->event, claim, NULL) ==
        TRUTH_YES)
      return true;
  return false;
}

/// The calls to where the effect certainly is: direct ones only, and the last one claims it in any
/// case. Returns how many, 0 for none.
static int certain_way(struct pass *pass, const struct function *function, enum effect effect,
                       struct edge **edges) {
  enum claim_word word = effect == EFFECT_BLOCKS ? CLAIM_blocks : CLAIM_suspends;
  struct edge *edge = function->witness[effect];
  for (int count = 0; edge && count < WAY_MAX; edge = edge->callee->witness[effect]) {
    if (edge->kind != EDGE_CALL)
      return 0;
    edges[count++] = edge;
    if (function_claim(edge->callee, word))
      return certainly(pass, edge, word) ? count : 0;
    if (effect == EFFECT_SUSPENDS && !edge->callee->checked)
      return count;
  }
  return 0;
}

static void report_effect(struct pass *pass, const struct function *function, enum effect effect,
                          const char *declared) {
  struct edge *edges[WAY_MAX];
  int count = certain_way(pass, function, effect, edges);
  bool blocks = effect == EFFECT_BLOCKS;
  if (!count || (blocks && count > 1))
    return; // `plain` also says that what is far below, a log, is nobody's concern
  struct finding *finding =
      report(pass, function, IR_NONE, "`%s` is declared `%s`, and %s", function->name, declared,
             blocks ? "blocks the thread" : "may suspend the task");
  note_declared(pass, finding, function, declared);
  note_calls(pass, finding, edges, count);
  advice(pass, finding, function, IR_NONE, "say `%s`", blocks ? "blocks" : "suspends");
}

/// True when all that the function may call is known, and nothing in it can last: no loop, nothing
/// that some contract says blocks. `*calls` counts the calls.
static bool surely_short(struct pass *pass, struct function *function, uint32_t *calls,
                         struct map *seen) {
  struct loop *loops;
  if (function->has[EFFECT_UNRESOLVED] || function->has[EFFECT_BLOCKS])
    return false;
  if (!function->checked)
    return function->contract && !function_claim(function, CLAIM_blocks) &&
           !function_claim(function, CLAIM_waits_for) && !function_claim(function, CLAIM_runs_loop);
  if (map_get(seen, (uint64_t)function->index + 1, 0))
    return true;
  map_set(seen, (uint64_t)function->index + 1, 1);
  struct arena scratch = {0};
  bool loop = find_loops(&scratch, function_cfg(pass->program, function), &loops) > 0;
  arena_free(&scratch);
  for (uint32_t i = 0; i < function->out_count && !loop; i++, ++*calls)
    if (function->out[i]->callee == function || function->out[i]->kind != EDGE_CALL ||
        !surely_short(pass, function->out[i]->callee, calls, seen))
      return false;
  return !loop;
}

static void check_never_blocks(struct pass *pass, struct function *function) {
  uint32_t calls = 0;
  struct map seen = {0};
  bool short_one = surely_short(pass, function, &calls, &seen);
  map_free(&seen);
  if (!short_one || !calls || function->address_taken)
    return; // without a call it stands for another one
  struct finding *finding = report(
      pass, function, IR_NONE, "`%s` is declared `blocks`, and nothing in it does", function->name);
  note_declared(pass, finding, function, "blocks");
  bool twin = function_claim(function, CLAIM_instead) != NULL;
  advice(pass, finding, function, IR_NONE,
         twin ? "drop `blocks`, and `instead` with it" : "drop `blocks`");
  if (!twin)
    mend_annotation(pass, finding, function, "blocks", FIX_UNSAFE);
}

static void check_effects(struct pass *pass, struct function *function) {
  bool plain = function_claim(function, CLAIM_plain) != NULL;
  bool blocks = function_claim(function, CLAIM_blocks) != NULL;
  if (plain && function->has[EFFECT_SUSPENDS])
    report_effect(pass, function, EFFECT_SUSPENDS, "plain");
  if (plain && function->has[EFFECT_BLOCKS])
    report_effect(pass, function, EFFECT_BLOCKS, "plain");
  if (blocks && !runs_as_declared(function) && function->has[EFFECT_SUSPENDS])
    report_effect(pass, function, EFFECT_SUSPENDS, "blocks");
  else if (blocks && !function->has[EFFECT_BLOCKS])
    check_never_blocks(pass, function);
  if (plain && function->effect.gives) {
    struct finding *finding =
        report(pass, function, IR_NONE, "`%s` is declared `plain`, and gives a %s", function->name,
               function->effect.gives);
    note_declared(pass, finding, function, "plain");
    advice(pass, finding, function, IR_NONE, "say `gives %s`", function->effect.gives);
  }
}

// ---- claims among themselves, and the declaration ----

/// Reports where the function is defined, or else declared.
static struct finding *report_declared(struct pass *pass, const struct function *function,
                                       const char *message) {
  const struct ir_location *loc =
      function->body ? location_of(function, IR_NONE) : &function->declaration->loc;
  return findings_add(pass->findings, pass->rule, loc, function->body, "%s", message);
}

static const char *words_of(struct pass *pass, const struct function *function,
                            const struct claim *claim) {
  static const char *const words[] = {
#define CLAIM(name, spelling, operand, meaning) spelling,
#include "rules/api/claims.def"
#undef CLAIM
  };
  const struct ir_declaration *declaration = function->declaration;
  if (claim->param < 0 || (uint32_t)claim->param >= declaration->param_count)
    return words[claim->word];
  return arena_printf(program_arena(pass->program), "%s %s", words[claim->word],
                      declaration->params[claim->param].name);
}

/// Claims of which only one can be true.
static bool exclude(const struct claim *a, const struct claim *b) {
  static const enum claim_word pairs[][2] = {
      {CLAIM_takes, CLAIM_borrows},        {CLAIM_suspends, CLAIM_suspends_never},
      {CLAIM_async, CLAIM_suspends_never}, {CLAIM_async, CLAIM_not_in_task},
      {CLAIM_plain, CLAIM_suspends},       {CLAIM_plain, CLAIM_async},
      {CLAIM_plain, CLAIM_blocks},         {CLAIM_plain, CLAIM_takes},
      {CLAIM_plain, CLAIM_gives},          {CLAIM_plain, CLAIM_stores}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    bool both = a->word == pairs[i][0] && b->word == pairs[i][1];
    bool conditional = a->when.term_count || b->when.term_count || a->each != b->each;
    if (both && !conditional && (a->word != CLAIM_takes || a->param == b->param))
      return true;
  }
  return false;
}

static void check_claims(struct pass *pass, const struct function *function) {
  for (uint32_t i = 0; i < function->claim_count; i++)
    for (uint32_t k = 0; k < function->claim_count; k++) {
      const struct claim *a = &function->claims[i], *b = &function->claims[k];
      if (!exclude(a, b))
        continue;
      const char *message = arena_printf(
          program_arena(pass->program), "`%s` is declared `%s` and `%s`, which cannot both be true",
          function->name, words_of(pass, function, a), words_of(pass, function, b));
      struct finding *finding = report_declared(pass, function, message);
      note_declared(pass, finding, function, words_of(pass, function, a));
      return;
    }
}

/// True for the number types of C.
static bool is_number(const char *type) {
  static const char *const types[] = {
      "int",    "unsigned int", "long",  "unsigned long", "short",   "char",          "_Bool",
      "double", "long long",    "float", "size_t",        "ssize_t", "unsigned char", "bool"};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strcmp(type, types[i]) == 0)
      return true;
  return false;
}

/// What the claim asks of the result that the declaration does not have, or NULL.
static const char *lacks(const struct spec *spec, const struct ir_declaration *declaration,
                         const struct claim *claim) {
  const char *result = declaration->result ? declaration->result : "";
  bool nothing = strcmp(result, "void") == 0;
  if (claim->word == CLAIM_status && nothing)
    return "has no result";
  if (claim->word != CLAIM_gives || claim->param >= 0)
    return NULL;
  if (nothing)
    return "has no result";
  const struct handle_kind *kind = spec_handle(spec, claim->text);
  bool wrong = kind && is_number(result) && strcmp(kind->type, result) != 0;
  return wrong ? "returns a number" : NULL;
}

static void check_result(struct pass *pass, const struct function *function) {
  for (uint32_t i = 0; i < function->claim_count; i++) {
    const struct claim *claim = &function->claims[i];
    const char *why = lacks(program_spec(pass->program), function->declaration, claim);
    if (!why)
      continue;
    const char *words = words_of(pass, function, claim);
    if (claim->text)
      words = arena_printf(program_arena(pass->program), "%s %s", words, claim->text);
    struct finding *finding =
        report_declared(pass, function,
                        arena_printf(program_arena(pass->program), "`%s` is declared `%s`, and %s",
                                     function->name, words, why));
    note_declared(pass, finding, function, words);
    return;
  }
}

static void check_prototype(struct pass *pass, const struct function *function) {
  const struct contract *contract = function->contract;
  const struct ir_declaration *declaration = function->declaration;
  bool counts =
      contract->param_count == declaration->param_count || (declaration->flags & IR_DECL_VARIADIC);
  bool results = !contract->result || !declaration->result ||
                 !strcmp(contract->result, "void") == !strcmp(declaration->result, "void");
  bool unprototyped = !function->body && !declaration->param_count; // `int f();`
  if (!contract->prototype || unprototyped || (counts && results))
    return;
  const char *message =
      counts ? arena_printf(program_arena(pass->program),
                            "the contract of `%s` has another result than its declaration",
                            function->name)
             : arena_printf(program_arena(pass->program),
                            "the contract of `%s` has %u parameters, its declaration %u",
                            function->name, contract->param_count, declaration->param_count);
  struct finding *finding = report_declared(pass, function, message);
  const struct ir_location loc = {.file = contract->file,
                                  .line = contract->line,
                                  .column = 1,
                                  .end_line = contract->line,
                                  .end_column = 1};
  note_at(pass, finding, &loc, "the contract stands here");
}

static void check(struct pass *pass) {
  for (uint32_t i = 0; i < program_count(pass->program); i++) {
    struct function *function = program_at(pass->program, i);
    if (!is_own(function) || function->slot || !function->declaration ||
        function->contract->kind != CONTRACT_FUNCTION)
      continue;
    check_claims(pass, function);
    check_result(pass, function);
    check_prototype(pass, function);
    if (!function->checked)
      continue;
    check_handles(pass, function);
    check_effects(pass, function);
  }
}

const struct rule rule_annotation_drift = {
    .name = "annotation-drift",
    .summary = "what a function is declared to do and what it does disagree",
    .group = SUSPICIOUS,
    .since = "0.1",
    .fixable = true,
    .check_program = check,
};
