// How mail is sent, as callers see it.
#ifndef MAIL_H
#define MAIL_H

#include <taskrt/task.h>

task *mail_send_bad(const char *text, cancel_token token);
int bad_mail_fetch_async(char *text, cancel_token token);
task *mail_fetch_async(char *text, cancel_token token);

#endif
