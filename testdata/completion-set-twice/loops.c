// Set in each turn, or once for each of several sources.
#include <taskrt/source.h>

void each_bad(task_source *source, int *values, int count) {
  for (int i = 0; i < count; i++)
    (void)task_source_set_result(source, &values[i]);
  // expect@-1: completion-set-twice "in the next turn of the loop"
}

void found_bad(task_source *source, int *values, int count) {
  for (int i = 0; i < count; i++)
    if (values[i] > 0)
      (void)task_source_set_result(source, &values[i]); // expect: completion-set-twice
}

void found_ok(task_source *source, int *values, int count) {
  for (int i = 0; i < count; i++)
    if (values[i] > 0) {
      (void)task_source_set_result(source, &values[i]);
      break;
    }
}

void all_ok(task_source **sources, int count) {
  for (int i = 0; i < count; i++)
    (void)task_source_set_result(sources[i], NULL);
}

void again_ok(task_source *(*next)(void), int count) {
  for (int i = 0; i < count; i++) {
    task_source *source = next();
    (void)task_source_set_result(source, NULL);
  }
}
