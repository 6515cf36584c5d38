// Functions of the library that no header declares: a strict standard hides them, or an old program
// declares them by hand. One that the program defines itself is its own.
#include <taskrt/task.h>

int usleep();
int fsync();
int sleep();

struct sampler {
  int fd;
  unsigned pause;
};

static int sample(void *arg, cancel_token token, void *result) {
  struct sampler *sampler = arg;
  (void)token;
  (void)result;
  usleep(sampler->pause);    // expect: blocking-call "`usleep`"
  return fsync(sampler->fd); // expect: blocking-call "`fsync`"
}

static int sample_ok(void *arg, cancel_token token, void *result) {
  struct sampler *sampler = arg;
  (void)token;
  (void)result;
  return sleep(sampler->pause);
}

// Counts ticks of a simulated clock.
int sleep(unsigned ticks) {
  static unsigned now;
  now += ticks;
  return (int)now;
}

int main(void) {
  struct sampler sampler = {1, 100};
  task *both[] = {task_run(sample, &sampler, 0, CANCEL_NONE),
                  task_run(sample_ok, &sampler, 0, CANCEL_NONE)};
  int status = task_await(both[0], NULL);
  return task_await(both[1], NULL) + status;
}
