// One handler for several signals, and waiting in a loop.
#include <signal.h>
#include <taskrt/task.h>

static volatile int open_files;

void closed(int file);

static void on_signal(int number) {
  for (int i = 0; i < open_files; i++)
    if (task_delay(10, CANCEL_NONE) != 0)
      closed(i);
}

void install_bad(const int *numbers, int count) {
  for (int i = 0; i < count; i++)
    signal(numbers[i], on_signal); // expect: await-in-forbidden-place
}
