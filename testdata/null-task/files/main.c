// Trusts the other file to give a task.
#include "page.h"

int main(int count, char **names) {
  return count > 1 ? task_wait(page_load(names[1], CANCEL_NONE)) : 0; // note: "without a test"
}
