// Macros hide the start, the return or the whole function; the finding stands where they are used.
#include <taskrt/task.h>

#define SPAWN(body, arg) task_run((body), (arg), 0, CANCEL_NONE)
#define SPAWN_INTO(handle, body, arg) ((handle) = SPAWN(body, arg))
#define FIRE(body, arg) (void)task_run((body), (arg), 0, CANCEL_NONE)
#define RETURN_IF(condition, value)                                                                \
  do {                                                                                             \
    if (condition)                                                                                 \
      return (value);                                                                              \
  } while (0)
#define AWAIT_OR_RETURN(handle)                                                                    \
  do {                                                                                             \
    int await_status = task_await((handle), NULL);                                                 \
    if (await_status != 0)                                                                         \
      return await_status;                                                                         \
  } while (0)
#define DEFINE_START(name, body)                                                                   \
  static task *name(void *arg, cancel_token token) {                                               \
    return task_run((body), arg, 0, token);                                                        \
  }
#define DEFINE_TASK(name, milliseconds)                                                            \
  static int name(void *arg, cancel_token token, void *result) {                                   \
    return task_delay((milliseconds), token);                                                      \
  }

DEFINE_TASK(encode_audio, 40)
DEFINE_TASK(encode_video, 400)
DEFINE_START(start_audio, encode_audio)

void encode_bad(void *clip) {
  SPAWN(encode_audio, clip); // expect: dropped-task
}

void encode_fire_bad(void *clip) {
  FIRE(encode_video, clip); // expect: dropped-task
}

void encode_defined_bad(void *clip) {
  start_audio(clip, CANCEL_NONE); // expect: dropped-task "`start_audio`"
}

int encode_returning_bad(void *clip, int bitrate) {
  task *audio = SPAWN(encode_audio, clip); // expect: dropped-task "on every path"
  RETURN_IF(bitrate <= 0, TASK_EINVAL);
  return task_await(audio, NULL);
}

// The first macro returns with the video still running.
int encode_both_bad(void *clip) {
  task *audio = SPAWN(encode_audio, clip);
  task *video = SPAWN(encode_video, clip); // expect: dropped-task "on every path"
  AWAIT_OR_RETURN(audio);
  AWAIT_OR_RETURN(video);
  return 0;
}

int encode_into_bad(void *clip) {
  task *audio;
  SPAWN_INTO(audio, encode_audio, clip); // expect: dropped-task
  return task_is_done(audio);
}

int encode_ok(void *clip) {
  task *audio = SPAWN(encode_audio, clip);
  AWAIT_OR_RETURN(audio);
  return 0;
}

int encode_into_ok(void *clip, int bitrate) {
  task *audio;
  RETURN_IF(bitrate <= 0, TASK_EINVAL);
  SPAWN_INTO(audio, encode_audio, clip);
  return task_await(audio, NULL);
}

int encode_defined_ok(void *clip) {
  return task_await(start_audio(clip, CANCEL_NONE), NULL);
}
