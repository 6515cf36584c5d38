// Where the race is, and what to do about the loser.
#include <taskrt/combine.h>

static int ask(void *server, cancel_token token, void *result) {
  return task_delay(100, token);
}

int race_bad(void *a, void *b, cancel_token token) {
  task *both[] = {task_run(ask, a, 0, token), task_run(ask, b, 0, token)};
  size_t first = 0;
  task *any = task_when_any(both, 2); // note: "`task_when_any` waits for the first here"
  int status = task_await(any, &first);
  if (status == 0)
    status = task_await(both[first], NULL);
  task_detach(both[1 - first], NULL, NULL);
  // expect@-1: abandoned-losers "gives up a loser that nobody has asked to stop"
  // note@-2: "give the racers a source's token, cancel it, and await the losers"
  return status;
}
