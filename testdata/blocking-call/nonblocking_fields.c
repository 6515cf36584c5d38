// Descriptors kept in structs, far from where they are opened.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <taskrt/task.h>
#include <unistd.h>

struct channel {
  int socket; // always opened with SOCK_NONBLOCK
  int spare;  // opened either way
  char buf[256];
};

static int channel_open(struct channel *channel) {
  channel->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  channel->spare = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  return channel->socket < 0 ? -1 : 0;
}

static void channel_use_spare(struct channel *channel) {
  channel->spare = socket(AF_UNIX, SOCK_DGRAM, 0);
}

static int pump_ok(void *arg, cancel_token token, void *result) {
  struct channel *channel = arg;
  while (recv(channel->socket, channel->buf, sizeof channel->buf, 0) > 0)
    task_yield();
  return cancel_check(token);
}

// We take a field for non-blocking when the program stores such a descriptor there somewhere.
static int fn_pump_spare(void *arg, cancel_token token, void *result) {
  struct channel *channel = arg;
  while (recv(channel->spare, channel->buf, 1, 0) > 0)
    task_yield();
  return cancel_check(token);
}

// A local struct.
static int tick_ok(void *arg, cancel_token token, void *result) {
  struct {
    int timer;
    uint64_t ticks;
  } clock = {.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)};
  ssize_t got = read(clock.timer, &clock.ticks, sizeof clock.ticks);
  close(clock.timer);
  return got < 0 ? TASK_EINVAL : 0;
}

// The global descriptor is what main was started with.
static int console;

static int type_bad(void *arg, cancel_token token, void *result) {
  return write(console, "$ ", 2) == 2 ? 0 : TASK_EINVAL; // expect: blocking-call "`write`"
}

// One that is made not to block before anybody uses it.
static int alarm_clock;

static int ring_ok(void *arg, cancel_token token, void *result) {
  uint64_t rings;
  return read(alarm_clock, &rings, sizeof rings) < 0 ? TASK_EINVAL : 0;
}

int set_alarm(void) {
  alarm_clock = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  return task_wait(task_run(ring_ok, NULL, 0, CANCEL_NONE));
}

int main(int argc, char **argv) {
  struct channel channel;
  console = argc > 1 ? 2 : 1;
  if (channel_open(&channel) != 0)
    return 1;
  if (argc > 2)
    channel_use_spare(&channel);
  task *all[] = {task_run(pump_ok, &channel, 0, CANCEL_NONE),
                 task_run(fn_pump_spare, &channel, 0, CANCEL_NONE),
                 task_run(tick_ok, NULL, 0, CANCEL_NONE), task_run(type_bad, NULL, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
