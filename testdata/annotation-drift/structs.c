// Handles that end up in structures, and those that only pass through one.
#include <stdlib.h>
#include <taskrt/task.h>

struct request {
  task *work;
  struct request *next;
};

struct server {
  struct request *head;
  task *last;
};

ASYNC_LINT("takes work") int server_add_bad(struct server *server, task *work);

int server_add_bad(struct server *server, task *work) { // expect: annotation-drift "some path"
  struct request *request = malloc(sizeof *request);
  if (!request)
    return -1; // note: "not taken"
  request->work = work;
  request->next = server->head;
  server->head = request;
  return 0;
}

ASYNC_LINT("takes work") int server_add_ok(struct server *server, task *work);

int server_add_ok(struct server *server, task *work) {
  struct request *request = malloc(sizeof *request);
  if (!request) {
    task_detach(work, NULL, NULL);
    return -1;
  }
  request->work = work;
  request->next = server->head;
  server->head = request;
  return 0;
}

// A local structure does not keep it.
ASYNC_LINT("takes work") int server_peek_bad(task *work);

int server_peek_bad(task *work) { // expect: annotation-drift "`server_peek_bad`"
  struct request request = {work, NULL};
  return task_is_done(request.work);
}

ASYNC_LINT("takes work") int server_run_ok(task *work);

int server_run_ok(task *work) {
  struct request request = {work, NULL};
  return task_wait(request.work);
}

// Stored is not consumed, and `borrows` may keep it for a while.
ASYNC_LINT("borrows work") void server_watch_ok(struct server *server, task *work);

void server_watch_ok(struct server *server, task *work) {
  server->last = work;
}
