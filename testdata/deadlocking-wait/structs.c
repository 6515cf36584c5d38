// Handles and locks in records: the lock of one part, and of another one.
#include <pthread.h>
#include <taskrt/task.h>

struct part {
  pthread_mutex_t lock;
  int value;
};

struct machine {
  struct part front, back;
  task *running;
};

static int turn(void *arg, cancel_token token, void *result) {
  struct machine *machine = arg;
  pthread_mutex_lock(&machine->front.lock);
  machine->front.value++;
  pthread_mutex_unlock(&machine->front.lock);
  return 0;
}

int turn_bad(struct machine *machine) {
  machine->running = task_run(turn, machine, 0, CANCEL_NONE);
  pthread_mutex_lock(&machine->front.lock);
  int status = task_wait(machine->running); // expect: deadlocking-wait "`machine->front.lock`"
  pthread_mutex_unlock(&machine->front.lock);
  return status;
}

int turn_back_ok(struct machine *machine) {
  pthread_mutex_lock(&machine->back.lock);
  int status = task_wait(task_run(turn, machine, 0, CANCEL_NONE));
  pthread_mutex_unlock(&machine->back.lock);
  return status;
}
