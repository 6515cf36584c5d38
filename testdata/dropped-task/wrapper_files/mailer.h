// Sends mail without waiting for it.
#ifndef MAILER_H
#define MAILER_H

#include <taskrt/task.h>

struct mail {
  const char *to;
  const char *text;
};

/// Starts sending `mail` and returns the task, which the caller owns.
task *mailer_send(struct mail *mail, cancel_token token);

/// Starts sending `mail` and hands the task over in `*out`. Returns 0 or an error.
int mailer_try_send(struct mail *mail, task **out, cancel_token token);

#endif
