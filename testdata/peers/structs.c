// Six bugs with fields, callbacks, indices and short circuits, and two clean functions.
#include <taskrt/task.h>

enum { FRAMES = 4 };

struct player {
  task *audio;
  task *video;
  int volume;
};

typedef void started_fn(task *started);

static int play(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(10, token);
}

static void ignore_started(task *started) {
  (void)started; // bug: ignoring_callback
}

static void with_task(struct player *player, started_fn *started) {
  started(task_run(play, player, 0, CANCEL_NONE)); // bug: ignoring_callback
}

int field_overwritten(struct player *player, struct player *next) {
  struct player current = *player;
  current.audio = task_run(play, player, 0, CANCEL_NONE); // bug: field_overwritten
  current.audio = task_run(play, next, 0, CANCEL_NONE);
  return task_await(current.audio, NULL);
}

int local_struct(int volume) {
  struct player player = {.volume = volume};
  player.video = task_run(play, NULL, 0, CANCEL_NONE); // bug: local_struct
  return player.volume;
}

void ignoring_callback(struct player *player) {
  with_task(player, ignore_started); // bug: ignoring_callback
}

int array_off_by_one(struct player *player) {
  int status = 0;
  task *frames[FRAMES];
  for (int i = 0; i < FRAMES; i++)
    frames[i] = task_run(play, player, 0, CANCEL_NONE); // bug: array_off_by_one
  for (int i = 0; i < FRAMES - 1; i++)
    status |= task_await(frames[i], NULL);
  return status;
}

int short_circuit(struct player *player, int wanted) {
  task *audio = task_run(play, player, 0, CANCEL_NONE); // bug: short_circuit
  return wanted && task_await(audio, NULL) == 0;
}

int first_error(struct player *player) {
  task *audio = task_run(play, player, 0, CANCEL_NONE);
  task *video = task_run(play, player, 0, CANCEL_NONE); // bug: first_error
  int status = task_await(audio, NULL);
  if (status != 0)
    return status;
  return task_await(video, NULL);
}

int clean_both(struct player *player) {
  player->audio = task_run(play, player, 0, CANCEL_NONE);
  player->video = task_run(play, player, 0, CANCEL_NONE);
  int status = task_await(player->audio, NULL);
  return status | task_await(player->video, NULL);
}

int clean_array(struct player *player) {
  task *frames[FRAMES];
  for (int i = 0; i < FRAMES; i++)
    frames[i] = task_run(play, player, 0, CANCEL_NONE);
  return task_await(task_when_all(frames, FRAMES), NULL);
}
