// silent
// Tokens from fields, globals and own sources are tokens: the choice was made somewhere.
#include <taskrt/cancel.h>
#include <taskrt/task.h>

struct session {
  cancel_token token;
  cancel_source *source;
  struct {
    cancel_token shutdown;
  } server;
};

static cancel_token program_token;

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(90, token);
}

int serve_field_ok(struct session *session, cancel_token token) {
  (void)token;
  return task_await(task_run(serve, session, 0, session->token), NULL);
}

int serve_nested_ok(struct session *session, cancel_token token) {
  (void)token;
  return task_delay(5, session->server.shutdown);
}

int serve_global_ok(struct session *session, cancel_token token) {
  (void)token;
  return task_delay(5, program_token);
}

void set_program_token(cancel_token token) {
  program_token = token;
}

int serve_source_ok(struct session *session, cancel_token token) {
  (void)token;
  return task_delay(5, cancel_source_token(session->source));
}

// A source of its own, linked to the token it got.
int serve_linked_ok(struct session *session, cancel_token token) {
  cancel_source *source = cancel_source_create_linked(token);
  if (!source)
    return TASK_ENOMEM;
  cancel_source_cancel_after(source, 2000);
  int status = task_await(task_run(serve, session, 0, cancel_source_token(source)), NULL);
  cancel_source_destroy(source);
  return status;
}

// A function with a field but no token of its own: nobody knows whether the field fits.
int serve_unused_field_ok(struct session *session) {
  return task_delay(5, CANCEL_NONE);
}

int serve_array_ok(const cancel_token *tokens, int index, cancel_token token) {
  (void)token;
  return task_delay(5, tokens[index]);
}
