// What the rule reports by mistake, with the reason.
#include <pthread.h>
#include <taskrt/context.h>

static task_context *ui;
void label_free(void) ASYNC_LINT("runs on ui");

// The loop has ended when this thread begins: nobody else touches the label then.
static void *fp_after_the_loop(void *arg) {
  label_free(); // expect: wrong-thread-call
  return NULL;
}

static int *shown;

// The flag says where one is: it is set where the window runs, and nobody knows what it means.
static void fp_flagged(int here) {
  if (here)
    label_free(); // expect: wrong-thread-call
}

static int work(void *arg, cancel_token token, void *result) {
  fp_flagged(0);
  return 0;
}

int main(void) {
  pthread_t cleaning;
  ui = task_loop_create();
  if (!ui)
    return 1;
  task_detach(task_run(work, NULL, 0, CANCEL_NONE), NULL, NULL);
  fp_flagged(1);
  int status = task_loop_run(ui);
  if (pthread_create(&cleaning, NULL, fp_after_the_loop, NULL) == 0)
    pthread_join(cleaning, NULL);
  task_context_destroy(ui);
  return status != 0;
}
