// SPDX-License-Identifier: MIT
// Scenarios of waits that are tasks: among waits in place, and of stackless tasks.
// async-lint: allow-file(broken-token-chain) what is awaited has a token of its own
#include "scenario.h"

static bool is_cancelled(int status) {
  return status == TASK_ETIMEDOUT || status == TASK_ECANCELED;
}

// Gives the handle up for a while, looks at it, or goes straight on; then awaits it.
static int await_somehow(task *t, void *result) {
  if (scenario_draw(3) == 0)
    task_yield();
  int looked = scenario_draw(4) ? 0 : task_await_until(t, scenario_draw(3), CANCEL_NONE);
  (void)looked;
  return task_await(t, result);
}

// --- a mutex ------------------------------------------------------------------------------------

struct room {
  task_mutex mutex;
  int inside, visits, tried;
};

static int visit_by_task(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct room *room = arg;
  for (int i = 0; i < 3; i++) {
    cancel_source *source;
    cancel_token mine = scenario_token(&source);
    int status = scenario_draw(3) ? await_somehow(task_mutex_lock_async(&room->mutex, mine), NULL)
                                  : task_mutex_lock(&room->mutex, mine);
    if (status == 0) {
      CHECK(room->inside++ == 0);
      task_yield();
      room->inside--;
      room->visits++;
      task_mutex_unlock(&room->mutex);
    }
    room->tried++;
    cancel_source_destroy(source);
    CHECK(status == 0 || is_cancelled(status));
  }
  return 0;
}

struct visitor {
  task_frame task;
  struct room *room;
  cancel_source *source;
  int round;
};

static int visit_without_stack(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct visitor *f = arg;
  TASK_BEGIN(f);
  for (f->round = 0; f->round < 3; f->round++) {
    TASK_AWAIT(f, task_mutex_lock_async(&f->room->mutex, scenario_token(&f->source)), NULL);
    if (f->task.status == 0) {
      CHECK(f->room->inside++ == 0);
      TASK_YIELD(f);
      f->room->inside--;
      f->room->visits++;
      task_mutex_unlock(&f->room->mutex);
    } else {
      CHECK(is_cancelled(f->task.status));
    }
    f->room->tried++;
    cancel_source_destroy(f->source);
  }
  TASK_END();
}

int scenario_lock_as_task(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct room room = {.inside = 0};
  struct visitor frame = {.room = &room};
  task *visitors[4];
  for (int i = 0; i < 4; i++)
    visitors[i] = i % 2 ? task_run_stackless(visit_without_stack, &frame, sizeof frame, 0, token)
                        : task_run(visit_by_task, &room, 0, token);
  CHECK(task_await(task_when_all(visitors, 4), NULL) == 0);
  CHECK(room.tried == 12 && room.inside == 0);
  CHECK(task_mutex_try_lock(&room.mutex) == 0); // nobody took it along
  task_mutex_unlock(&room.mutex);
  return 0;
}

// --- a condition --------------------------------------------------------------------------------

enum { CROP = 5 };

struct store {
  task_mutex mutex;
  task_condition changed;
  int stock, eaten;
};

static bool is_empty(const struct store *store) {
  return store->stock == 0 && store->eaten < CROP;
}

// The mutex is held.
static void eat_one(struct store *store) {
  CHECK(task_mutex_try_lock(&store->mutex) == TASK_EDEADLK);
  if (store->stock == 0)
    return;
  store->stock--;
  store->eaten++;
  task_condition_broadcast(&store->changed);
}

static int eat_by_task(void *arg, cancel_token token, void *result) {
  (void)result;
  struct store *store = arg;
  while (store->eaten < CROP) {
    cancel_source *source;
    cancel_token mine = scenario_token(&source);
    int status = task_mutex_lock(&store->mutex, token);
    while (is_empty(store) && status == 0)
      status =
          scenario_draw(3)
              ? await_somehow(task_condition_wait_async(&store->changed, &store->mutex, mine), NULL)
              : task_condition_wait(&store->changed, &store->mutex, mine);
    eat_one(store);
    task_mutex_unlock(&store->mutex);
    cancel_source_destroy(source);
    CHECK(status == 0 || is_cancelled(status));
    task_yield();
  }
  return 0;
}

struct eater {
  task_frame task;
  struct store *store;
  cancel_source *source;
};

static int eat_without_stack(void *arg, cancel_token token, void *result) {
  (void)result;
  struct eater *f = arg;
  TASK_BEGIN(f);
  while (f->store->eaten < CROP) {
    TASK_AWAIT(f, task_mutex_lock_async(&f->store->mutex, token), NULL);
    while (is_empty(f->store) && f->task.status == 0) {
      TASK_AWAIT(f,
                 task_condition_wait_async(&f->store->changed, &f->store->mutex,
                                           scenario_token(&f->source)),
                 NULL);
      cancel_source_destroy(f->source);
      CHECK(f->task.status == 0 || is_cancelled(f->task.status));
    }
    eat_one(f->store);
    task_mutex_unlock(&f->store->mutex);
    TASK_YIELD(f);
  }
  TASK_END();
}

int scenario_condition_as_task(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct store store = {.stock = 0};
  struct eater frame = {.store = &store};
  task *eaters[4];
  for (int i = 0; i < 4; i++)
    eaters[i] = i % 2 ? task_run_stackless(eat_without_stack, &frame, sizeof frame, 0, token)
                      : task_run(eat_by_task, &store, 0, token);
  for (int i = 0; i < CROP; i++) {
    if (scenario_draw(2))
      CHECK(task_delay(1, token) == 0);
    CHECK(task_mutex_lock(&store.mutex, token) == 0);
    store.stock++;
    task_condition_signal(&store.changed);
    task_mutex_unlock(&store.mutex);
  }
  CHECK(task_await(task_when_all(eaters, 4), NULL) == 0);
  CHECK(store.stock == 0 && store.eaten == CROP);
  CHECK(task_mutex_try_lock(&store.mutex) == 0);
  task_mutex_unlock(&store.mutex);
  return 0;
}

// --- permits ------------------------------------------------------------------------------------

static int take_permit(void *arg, cancel_token token, void *result) {
  (void)token;
  cancel_source *source;
  int status = await_somehow(task_semaphore_acquire_async(arg, scenario_token(&source)), NULL);
  cancel_source_destroy(source);
  *(int *)result = status == 0;
  CHECK(status == 0 || is_cancelled(status));
  return 0;
}

// As many permits as there are takers: all are taken, or are there at the end.
int scenario_permit_as_task(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task_semaphore semaphore = TASK_SEMAPHORE_INIT(scenario_draw(3));
  size_t permits = semaphore.permits;
  task *takers[4];
  int taken[4] = {0};
  for (int i = 0; i < 4; i++)
    takers[i] = task_run(take_permit, &semaphore, sizeof(int), token);
  for (; permits < 4; permits++) {
    if (scenario_draw(2))
      CHECK(task_delay(scenario_draw(2), token) == 0);
    task_semaphore_release(&semaphore);
  }
  CHECK(task_await(task_when_all(takers, 4), taken) == 0);
  CHECK((size_t)(taken[0] + taken[1] + taken[2] + taken[3]) + semaphore.permits == permits);
  return 0;
}

// --- a channel ----------------------------------------------------------------------------------

enum { LETTERS = 4, SENDERS = 3 };

struct post {
  task_channel *channel;
  int sent, received, senders;
};

static int send_by_task(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct post *post = arg;
  for (int i = 1; i <= LETTERS; i++) {
    cancel_source *source;
    cancel_token mine = scenario_token(&source);
    int status = scenario_draw(3)
                     ? await_somehow(task_channel_send_async(post->channel, &i, mine), NULL)
                     : task_channel_send(post->channel, &i, mine);
    post->sent += status == 0 ? i : 0;
    cancel_source_destroy(source);
    CHECK(status == 0 || is_cancelled(status));
  }
  if (--post->senders == 0)
    task_channel_close(post->channel);
  return 0;
}

struct receiver {
  task_frame task;
  struct post *post;
  cancel_source *source;
  int letter;
};

static int receive_without_stack(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct receiver *f = arg;
  TASK_BEGIN(f);
  for (;;) {
    TASK_AWAIT(f, task_channel_receive_async(f->post->channel, scenario_token(&f->source)),
               &f->letter);
    cancel_source_destroy(f->source);
    if (f->task.status == 0)
      f->post->received += f->letter;
    else if (!is_cancelled(f->task.status))
      return f->task.status == TASK_ECLOSED ? 0 : f->task.status;
  }
  TASK_END();
}

int scenario_channel_as_task(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct post post = {.channel = task_channel_create(sizeof(int), scenario_draw(3)),
                      .senders = SENDERS};
  struct receiver frame = {.post = &post};
  if (!post.channel)
    return TASK_ENOMEM;
  task *all[2 + SENDERS];
  for (int i = 0; i < 2; i++)
    all[i] = task_run_stackless(receive_without_stack, &frame, sizeof frame, 0, token);
  for (int i = 0; i < SENDERS; i++)
    all[2 + i] = task_run(send_by_task, &post, 0, token);
  CHECK(task_await(task_when_all(all, 2 + SENDERS), NULL) == 0);
  task_channel_destroy(post.channel);
  CHECK(post.sent == post.received);
  return 0;
}

// --- a stream -----------------------------------------------------------------------------------

static int count_up(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; i < *(int *)arg && status == 0; i++) {
    status = scenario_draw(3) ? 0 : task_delay(1, token);
    if (status == 0)
      status = task_stream_yield(stream, &i);
  }
  return status;
}

struct reader {
  task_frame task;
  task_stream *stream;
  cancel_source *source;
  int wanted, next, item;
  bool wrong;
};

// The numbers come in order, each once, however many asks are cancelled.
static int read_without_stack(void *arg, cancel_token token, void *result) {
  (void)token;
  struct reader *f = arg;
  TASK_BEGIN(f);
  while (f->next < f->wanted) {
    TASK_AWAIT(f, task_stream_next_async(f->stream, scenario_token(&f->source)), &f->item);
    cancel_source_destroy(f->source);
    if (f->task.status == 0)
      f->wrong |= f->item != f->next++;
    else if (!is_cancelled(f->task.status))
      break;
  }
  CHECK(!f->wrong);
  *(int *)result = f->next;
  TASK_AWAIT(f, task_stream_close_async(f->stream), NULL);
  return f->task.status;
  TASK_END();
}

int scenario_stream_as_task(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int last = 1 + (int)scenario_draw(6), read = 0;
  struct reader frame = {.wanted = (int)scenario_draw((unsigned)last + 2)};
  frame.stream = task_stream_create(count_up, &last, sizeof(int), token);
  if (!frame.stream)
    return TASK_ENOMEM;
  task *reading = task_run_stackless(read_without_stack, &frame, sizeof frame, sizeof read, token);
  task_yield();
  CHECK(task_await(reading, &read) == 0);
  CHECK(read == (frame.wanted > last ? last : frame.wanted));
  return 0;
}
