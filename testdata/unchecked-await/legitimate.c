// silent
// Everyday code that looks at a status late, elsewhere, or in its own way.
#include <stdbool.h>
#include <stdio.h>
#include <taskrt/channel.h>
#include <taskrt/task.h>

struct outcome {
  int status;
  long value;
};

static int last_status;

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

struct outcome collect_ok(task *t) {
  struct outcome outcome = {0};
  outcome.status = task_await(t, &outcome.value);
  return outcome;
}

void remember_ok(task *t) {
  last_status = task_await(t, NULL);
}

int later_ok(task *t, int *count) {
  int status = task_await(t, NULL);
  ++*count;
  printf("%d\n", *count);
  return status;
}

int loop_ok(task *t, int tries) {
  int status = task_await(t, NULL);
  for (int i = 0; i < tries; i++)
    printf("%d\n", i);
  while (status > 0)
    status--;
  return status;
}

int by_address_ok(task *t, void (*translate)(int *)) {
  int status = task_await(t, NULL);
  translate(&status);
  return 0;
}

bool negated_ok(task *t) {
  int status = task_await(t, NULL);
  bool good = !status;
  return good;
}

// What is sent had its value before: the status says nothing about it.
int passed_on_ok(task_channel *from, task_channel *to, cancel_token token) {
  char *text;
  int status = task_channel_receive(from, &text, token);
  if (status != 0)
    return status;
  status = task_channel_send(to, &text, token);
  puts(text);
  return status;
}

int main(void) {
  int status = task_wait(task_delay_async(1, CANCEL_NONE));
  if (status)
    fprintf(stderr, "%s\n", task_strerror(status));
  return status ? 1 : 0;
}
