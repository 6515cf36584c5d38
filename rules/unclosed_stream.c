/*
A stream that nobody closes leaves its producer waiting for ever.

The producer of a stream is a task that runs only while somebody asks for the next item. Whoever
stops asking, because enough was seen or something failed, has to say so with `task_stream_close`:
it lets the producer clean up and end, tells how it ended, and frees the stream. A stream that is
forgotten on some path keeps the producer with all it holds, files and connections among them, and
`task_runtime_stop` waits for it in vain. Also a stream that has come to its end is closed.

The rule follows the stream on every path of its function, through copies, fields and
out-parameters, and into the functions it is given to. What is asked for one thing after the other
with a function whose contract says `next` is a stream; so is the enumeration of `task_when_each`.

## Bad

    static int count(task_stream *stream, void *arg, cancel_token token) {
      int status = 0;
      for (int i = 0; status == 0; i++)
        status = task_stream_yield(stream, &i);
      return status;
    }

    int first_above(int limit, int *found, cancel_token token) {
      task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
      int status;
      while ((status = task_stream_next(numbers, found, token)) == 0)
        if (*found > limit)
          return 0;
      int closed = task_stream_close(numbers);
      return status ? status : closed;
    }

## Good

    static int count(task_stream *stream, void *arg, cancel_token token) {
      int status = 0;
      for (int i = 0; status == 0; i++)
        status = task_stream_yield(stream, &i);
      return status;
    }

    int first_above(int limit, int *found, cancel_token token) {
      task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
      int status;
      while ((status = task_stream_next(numbers, found, token)) == 0)
        if (*found > limit)
          break;
      int closed = task_stream_close(numbers);
      return status ? status : closed;
    }

A stream that is returned, stored in something that lives on, or given to a function that closes it,
is somebody else's.

## Fix

Unsafe, in functions that return a status: closes the stream before the returns that lose it, where
it is certainly open, and returns how that went when nothing went wrong before.

## What it cannot see

- A stream that goes to a function nobody knows: it is taken to be kept there.
- That two tasks ask the same stream at once.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(unclosed-stream) lives as long as the program
*/
#include "rules/shared/lost.h"
#include "rules/shared/mend/mend.h"

static void check_site(struct pass *pass, struct function *function, const struct site *site,
                       const struct handle_kind *kind, const struct handle_result *result) {
  const struct spec *spec = program_spec(pass->program);
  const struct ir_event *call = &function->body->blocks[site->block].events[site->event];
  const struct function *callee = call_target(pass->program, call);
  struct finding *finding = report(pass, function, call->loc,
                                   kept_somewhere(result) || result->exhausted
                                       ? "the %s from `%s` is not closed on every path"
                                       : "the %s from `%s` is never closed",
                                   kind->name, callee ? callee->name : "this call");
  note_lost(pass, finding, function, &result->losses[0], "it", "not closed");
  const char *close = function_claiming(spec, CLAIM_takes, kind);
  if (!close)
    return;
  note(pass, finding, function, call->loc, "close it with `%s` on every way out, also at its end",
       close);
  mend_at_returns(pass, finding, function, site, result, close, "close it with `%s`");
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct spec *spec = program_spec(pass->program);
  if (function->body->flags & IR_FN_SETJMP)
    return;
  const struct fates *fates = function_fates(pass->program, function);
  for (uint32_t i = 0; i < fates->count; i++) {
    const struct site *site = &fates->sites[i];
    const struct handle_kind *kind = spec_handle(spec, site->handle);
    const struct handle_result *result = fates->results[i];
    // A stream that has to be closed exactly once has a producer, which even the end waits for.
    if (kind && result->loss_count && is_stream(spec, kind) &&
        (kind->exactly_once || !ends_with_program(function, result)))
      check_site(pass, function, site, kind, result);
  }
}

const struct rule rule_unclosed_stream = {
    .name = "unclosed-stream",
    .summary = "a stream is on some path not closed",
    .group = CORRECTNESS,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
