// Calls through pointers: what cannot be told is no mistake.
#include <taskrt/task.h>
#include <unistd.h>

struct driver {
  void (*flush)(void);
  void (*consume)(task *work);
};

static void flush_disk(void) {
  sleep(1);
}

static void forget(task *work) {
  task_detach(work, NULL, NULL);
}

static const struct driver disk = {flush_disk, forget};

// One driver blocks, the next one may not.
ASYNC_LINT("plain") void sync_ok(const struct driver *driver);

void sync_ok(const struct driver *driver) {
  driver->flush();
}

ASYNC_LINT("blocks") void sync_all_ok(const struct driver *driver);

void sync_all_ok(const struct driver *driver) {
  driver->flush();
}

ASYNC_LINT("takes work") void drop_ok(const struct driver *driver, task *work);

void drop_ok(const struct driver *driver, task *work) {
  driver->consume(work);
}

// Its address is taken: somebody asks for a function that may block.
ASYNC_LINT("blocks") int read_size_ok(int fd);

static int half(int number) {
  return number / 2;
}

int read_size_ok(int fd) {
  return half(fd);
}

int (*const size_reader)(int fd) = read_size_ok;

// A direct call beside the table decides.
ASYNC_LINT("plain") void close_bad(const struct driver *driver);

void close_bad(const struct driver *driver) { // expect: annotation-drift "`plain`, and blocks"
  driver->flush();
  sleep(2);
}

int main(void) {
  sync_ok(&disk);
  sync_all_ok(&disk);
  close_bad(&disk);
  return 0;
}
