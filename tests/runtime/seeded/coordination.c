// SPDX-License-Identifier: MIT
// Scenarios of locks, channels and streams. The tasks of a run share one worker, so plain memory
// serves them.
#include "scenario.h"

atomic_int scenario_failures;

static uint64_t state;

void scenario_begin(uint64_t seed) {
  state = seed;
}

unsigned scenario_draw(unsigned count) {
  state = state * 6364136223846793005 + 1442695040888963407;
  return (unsigned)(state >> 33) % count;
}

cancel_token scenario_token(cancel_source **source) {
  unsigned kind = scenario_draw(4);
  *source = kind == 0 ? NULL : make_source();
  if (kind == 0)
    return CANCEL_NONE;
  if (kind < 3)
    cancel_source_cancel_after(*source, kind == 1 ? scenario_draw(4) : 1000);
  return cancel_source_token(*source);
}

static bool is_cancelled(int status) {
  return status == TASK_ETIMEDOUT || status == TASK_ECANCELED;
}

// Runs `count` tasks of `body` and awaits them all. Returns the first status that is not 0.
static int run_all(task_fn body, void *arg, int count, cancel_token token) {
  task *tasks[8];
  int first = 0;
  for (int i = 0; i < count; i++)
    tasks[i] = scenario_draw(2) ? task_run(body, arg, 0, token) : task_start(body, arg, 0, token);
  for (int i = 0; i < count; i++) {
    int status = task_await(tasks[i], NULL);
    first = first ? first : status;
  }
  return first;
}

// --- mutex and semaphore ------------------------------------------------------------------------

struct room {
  task_mutex mutex;
  task_semaphore semaphore;
  int inside, most, visits;
};

static void stay(struct room *room) {
  room->inside++;
  room->most = room->inside > room->most ? room->inside : room->most;
  room->visits++;
  for (unsigned i = scenario_draw(3); i > 0; i--)
    task_yield();
  room->inside--;
}

static int visit(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct room *room = arg;
  for (int i = 0; i < 3; i++) {
    cancel_source *source;
    int status = task_mutex_lock(&room->mutex, scenario_token(&source));
    if (status == 0) {
      CHECK(room->inside == 0);
      stay(room);
      task_mutex_unlock(&room->mutex);
    }
    cancel_source_destroy(source);
    CHECK(status == 0 || is_cancelled(status));
  }
  return 0;
}

int scenario_mutex(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct room room = {.inside = 0};
  CHECK(run_all(visit, &room, 4, token) == 0);
  CHECK(task_mutex_try_lock(&room.mutex) == 0); // nobody took it along
  task_mutex_unlock(&room.mutex);
  return 0;
}

static int visit_with_two(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct room *room = arg;
  for (int i = 0; i < 3; i++) {
    cancel_source *source;
    int status = task_semaphore_acquire(&room->semaphore, scenario_token(&source));
    if (status == 0) {
      stay(room);
      task_semaphore_release(&room->semaphore);
    }
    cancel_source_destroy(source);
    CHECK(status == 0 || is_cancelled(status));
  }
  return 0;
}

int scenario_semaphore(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct room room = {.inside = 0};
  task_semaphore_release(&room.semaphore);
  task_semaphore_release(&room.semaphore);
  CHECK(run_all(visit_with_two, &room, 5, token) == 0);
  CHECK(room.most <= 2);
  CHECK(task_semaphore_try_acquire(&room.semaphore) == 0); // both permits are back, and no more
  CHECK(task_semaphore_try_acquire(&room.semaphore) == 0);
  CHECK(task_semaphore_try_acquire(&room.semaphore) == TASK_EAGAIN);
  return 0;
}

// --- condition ----------------------------------------------------------------------------------

enum { CROP = 6 };

struct store {
  task_mutex mutex;
  task_condition changed;
  int stock, eaten;
};

static int eat(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct store *store = arg;
  while (store->eaten < CROP) {
    cancel_source *source;
    cancel_token mine = scenario_token(&source);
    int status = task_mutex_lock(&store->mutex, token);
    CHECK(status == 0);
    while (store->stock == 0 && store->eaten < CROP && status == 0)
      status = task_condition_wait(&store->changed, &store->mutex, mine);
    if (store->stock > 0) {
      store->stock--;
      store->eaten++;
      task_condition_broadcast(&store->changed);
    }
    task_mutex_unlock(&store->mutex);
    cancel_source_destroy(source);
    CHECK(status == 0 || is_cancelled(status));
    task_yield();
  }
  return 0;
}

static int grow(void *arg, cancel_token token, void *result) {
  (void)result;
  struct store *store = arg;
  for (int i = 0; i < CROP; i++) {
    if (scenario_draw(2))
      CHECK(task_delay(1, token) == 0);
    CHECK(task_mutex_lock(&store->mutex, token) == 0);
    store->stock++;
    task_condition_signal(&store->changed);
    task_mutex_unlock(&store->mutex);
  }
  return 0;
}

int scenario_condition(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct store store = {.stock = 0};
  task *farmer = task_run(grow, &store, 0, token);
  int status = run_all(eat, &store, 2, token);
  CHECK(task_await(farmer, NULL) == 0);
  CHECK(status == 0);
  CHECK(store.stock == 0 && store.eaten == CROP);
  return 0;
}

// --- channels -----------------------------------------------------------------------------------

enum { LETTERS = 5, SENDERS = 3 };

struct post {
  task_channel *channel;
  int sent, received, senders;
};

static int send_letters(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct post *post = arg;
  for (int i = 1; i <= LETTERS; i++) {
    cancel_source *source;
    int status = task_channel_send(post->channel, &i, scenario_token(&source));
    post->sent += status == 0 ? i : 0;
    cancel_source_destroy(source);
    CHECK(status == 0 || is_cancelled(status));
  }
  if (--post->senders == 0)
    task_channel_close(post->channel);
  return 0;
}

static int receive_letters(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct post *post = arg;
  for (;;) {
    cancel_source *source;
    int letter = 0;
    int status = task_channel_receive(post->channel, &letter, scenario_token(&source));
    post->received += status == 0 ? letter : 0;
    cancel_source_destroy(source);
    if (status != 0 && !is_cancelled(status))
      return status == TASK_ECLOSED ? 0 : status;
  }
}

static int deliver(size_t capacity, cancel_token token) {
  struct post post = {.channel = task_channel_create(sizeof(int), capacity), .senders = SENDERS};
  if (!post.channel)
    return TASK_ENOMEM;
  task *receivers[] = {task_run(receive_letters, &post, 0, token),
                       task_run(receive_letters, &post, 0, token)};
  int status = run_all(send_letters, &post, SENDERS, token);
  int received = task_await(task_when_all(receivers, 2), NULL);
  task_channel_destroy(post.channel);
  CHECK(status == 0 && received == 0);
  CHECK(post.sent == post.received); // whoever was told so had its letter delivered, and only they
  return 0;
}

int scenario_channel(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return deliver(1 + scenario_draw(3), token);
}

int scenario_rendezvous(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return deliver(0, token);
}

// --- streams ------------------------------------------------------------------------------------

static int count_up(task_stream *stream, void *arg, cancel_token token) {
  int last = *(int *)arg;
  for (int i = 0; i < last; i++) {
    if (scenario_draw(3) == 0) {
      int status = task_delay(1, token);
      if (status != 0)
        return status;
    }
    int status = task_stream_yield(stream, &i);
    if (status != 0)
      return status;
  }
  return 0;
}

int scenario_stream(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  static int last;
  last = 2 + (int)scenario_draw(6);
  int wanted = (int)scenario_draw((unsigned)last + 2), item, next = 0;
  task_stream *stream = task_stream_create(count_up, &last, sizeof item, token);
  int status = stream ? 0 : TASK_ENOMEM;
  while (next < wanted && (status == 0 || is_cancelled(status))) {
    cancel_source *source;
    status = task_stream_next(stream, &item, scenario_token(&source));
    cancel_source_destroy(source);
    if (status == 0 && item != next++)
      status = EXPECTATION_FAILED; // lost, or twice
    if (scenario_draw(3) == 0)
      task_yield();
  }
  int closed = task_stream_close(stream);
  CHECK(closed == 0);
  CHECK(status == (wanted > last ? TASK_ECLOSED : 0));
  CHECK(next == (wanted > last ? last : wanted));
  return 0;
}

// --- event and latch ----------------------------------------------------------------------------

struct gate {
  task_event event;
  task_latch latch;
  int passed;
};

static int pass(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct gate *gate = arg;
  int status;
  do {
    cancel_source *source;
    status = task_event_wait(&gate->event, scenario_token(&source));
    cancel_source_destroy(source);
  } while (is_cancelled(status));
  gate->passed++;
  task_latch_count_down(&gate->latch);
  return status;
}

static int open_later(void *arg, cancel_token token, void *result) {
  (void)result;
  struct gate *gate = arg;
  int status = scenario_draw(2) ? task_delay(scenario_draw(3), token) : 0;
  task_event_set(&gate->event);
  return status;
}

int scenario_event_and_latch(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct gate gate = {.latch = TASK_LATCH_INIT(3)};
  task *opener = task_run(open_later, &gate, 0, token);
  task *three[3];
  for (int i = 0; i < 3; i++)
    three[i] = task_run(pass, &gate, 0, token);
  CHECK(task_latch_wait(&gate.latch, token) == 0);
  int passed = gate.passed;
  int status = task_await(task_when_all(three, 3), NULL), opened = task_await(opener, NULL);
  CHECK(passed == 3);
  CHECK(status == 0);
  CHECK(opened == 0);
  return 0;
}
