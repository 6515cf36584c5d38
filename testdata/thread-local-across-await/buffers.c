// Functions that answer in memory of their own, which the next caller gets, too.
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <taskrt/io.h>
#include <time.h>

int hour_ok(time_t start, cancel_token token) {
  struct tm tm = *localtime(&start);
  int status = task_delay(5, token);
  return status != 0 ? status : tm.tm_hour;
}

int hour_reentrant_ok(time_t start, cancel_token token) {
  struct tm tm;
  localtime_r(&start, &tm);
  int status = task_delay(5, token);
  return status != 0 ? status : tm.tm_hour;
}

int peer_bad(struct in_addr address, cancel_token token) {
  const char *peer = inet_ntoa(address);
  int status = task_delay(5, token);
  printf("%s\n", peer); // expect: thread-local-across-await "`inet_ntoa`"
  return status;
}

int why_bad(int error, cancel_token token) {
  const char *why = strerror(error);
  const char *same = why;
  int status = task_delay(5, token);
  return status != 0 ? status : (int)strlen(same);
  // expect@-1: thread-local-across-await "`same` is memory of `strerror`"
}

int why_ok(int error, cancel_token token) {
  char why[100];
  snprintf(why, sizeof why, "%s", strerror(error));
  int status = task_delay(5, token);
  return status != 0 ? status : (int)strlen(why);
}

int asked_again_ok(time_t start, cancel_token token) {
  const struct tm *tm = gmtime(&start);
  int hour = tm->tm_hour;
  int status = task_delay(5, token);
  tm = gmtime(&start);
  return status != 0 ? status : tm->tm_hour - hour;
}

char *digest(const char *text) ASYNC_LINT("reuses-result");

const char *digest_bad(const char *text, cancel_token token) {
  const char *answer = digest(text);
  if (task_delay(5, token) != 0)
    return NULL;
  return answer; // expect: thread-local-across-await "`digest`"
}
