// Whether a way is ever gone: a dispatcher gives each handler only what is of its kind, tables hold
// one function of several, and some calls are never made where tasks run.
#include <assert.h>
#include <pthread.h>
#include <taskrt/task.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// ---- a dispatcher ----

enum kind { KIND_SEND, KIND_STOP, KIND_NAP };

struct event {
  enum kind kind;
};

static void handle_send(struct event *event) {
  event->kind = KIND_SEND;
}

static void handle_stop(struct event *event) {
  usleep(10);
}

static void dispatch(struct event *event) {
  switch (event->kind) {
  case KIND_SEND:
    handle_send(event);
    break;
  case KIND_STOP:
    handle_stop(event);
    break;
  default:
    break;
  }
}

void send_ok(struct event *event) {
  pthread_mutex_lock(&lock);
  dispatch(event);
  pthread_mutex_unlock(&lock);
}

// The same in every case.
static void account(struct event *event, int count) {
  switch (event->kind) {
  case KIND_NAP:
    count++;
    break;
  case KIND_SEND:
    break;
  }
  handle_stop(event);
}

void account_bad(struct event *event) {
  pthread_mutex_lock(&lock);
  account(event, 0); // expect: blocking-under-lock "`account` blocks"
  pthread_mutex_unlock(&lock);
}

// ---- tables ----

struct store {
  int (*find)(const struct store *store);
  int (*load)(const struct store *store);
};

static int find_in_memory(const struct store *store) {
  return 1;
}

static int load_from_memory(const struct store *store) {
  return 2;
}

static int find_by_loading(const struct store *store) {
  return store->load(store);
}

static int load_slowly(const struct store *store) {
  return usleep(10);
}

static const struct store memory = {find_in_memory, load_from_memory};
static const struct store disk = {find_by_loading, load_slowly};

// One table has to hold the right function.
int load_bad(const struct store *store) {
  pthread_mutex_lock(&lock);
  int got = store->load(store); // expect: blocking-under-lock
  pthread_mutex_unlock(&lock);
  return got;
}

// Two of them have to.
int fn_find(const struct store *store) {
  pthread_mutex_lock(&lock);
  int got = store->find(store);
  pthread_mutex_unlock(&lock);
  return got;
}

// ---- never where tasks run ----

static void stop_workers(void) {
  assert(!task_running());
  usleep(10);
}

static void release(int *users) {
  if (--*users == 0)
    stop_workers();
}

void release_ok(int *users) {
  pthread_mutex_lock(&lock);
  release(users);
  pthread_mutex_unlock(&lock);
}

// ... but here they do.
static void nap(void) {
  usleep(10); // expect: blocking-call
}

void nap_bad(void) {
  pthread_mutex_lock(&lock);
  nap(); // expect: blocking-under-lock "`nap` blocks"
  pthread_mutex_unlock(&lock);
}

static int work(void *arg, cancel_token token, void *result) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  release_ok(arg);
  nap_bad(); // note: "`work` calls `nap_bad` here"
  return cancel_check(token);
}

int main(void) {
  int users = 1;
  struct event event = {KIND_SEND};
  send_ok(&event);
  account_bad(&event);
  load_bad(&memory);
  fn_find(&disk);
  return task_wait(task_run(work, &users, 0, CANCEL_NONE));
}
