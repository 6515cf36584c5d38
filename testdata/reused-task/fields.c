// Handles kept in members: consumed, and not cleared.
#include <stdbool.h>
#include <taskrt/task.h>

struct link {
  task *reader;
  task *writer;
  struct link *next;
};

static int pump(void *arg, cancel_token token, void *result) {
  return task_delay(3, token);
}

int close_link_bad(struct link *link) {
  int status = task_await(link->reader, NULL);
  if (status != 0)
    return status;
  return task_await(link->reader, NULL); // expect: reused-task "takes `link->reader`"
}

int close_local_bad(void *peer) {
  struct link link = {0};
  link.reader = task_run(pump, peer, 0, CANCEL_NONE);
  task_detach(link.reader, NULL, NULL);
  return task_await(link.reader, NULL); // expect: reused-task "takes `link.reader`"
}

int close_all_bad(struct link *links) {
  int status = 0;
  for (struct link *link = links; link; link = link->next) {
    status = task_await(link->writer, NULL);
    if (status != 0)
      task_detach(link->writer, NULL, NULL); // expect: reused-task
  }
  return status;
}

static task *current;

int switch_current_bad(void *peer) {
  int status = current ? task_await(current, NULL) : 0;
  if (status == TASK_ECANCELED)
    task_detach(current, NULL, NULL); // expect: reused-task "takes `current`"
  current = task_run(pump, peer, 0, CANCEL_NONE);
  return status;
}

int close_both_ok(struct link *link) {
  int status = task_await(link->reader, NULL);
  return status | task_await(link->writer, NULL);
}

int close_cleared_ok(struct link *link) {
  int status = 0;
  if (link->reader)
    status = task_await(link->reader, NULL);
  link->reader = NULL;
  if (link->reader)
    status = task_await(link->reader, NULL);
  return status;
}

int close_list_ok(struct link *links) {
  int status = 0;
  for (struct link *link = links; link; link = link->next)
    status |= task_await(link->writer, NULL);
  return status;
}

int close_two_ok(struct link *a, struct link *b) {
  int status = task_await(a->reader, NULL);
  return status | task_await(b->reader, NULL);
}

// Another name of the same member.
int cleared_by_alias_ok(struct link *links, int at) {
  struct link *link = &links[at];
  int status = task_await(link->reader, NULL);
  links[at].reader = NULL;
  return link->reader ? task_await(link->reader, NULL) : status;
}
