// What is called through tables and callbacks runs on the same stack.
#include <stdlib.h>
#include <taskrt/task.h>

struct codec {
  int (*pack)(int number);
};

static int pack_small_ok(int number) {
  char page[1024];
  page[0] = (char)number;
  return page[0];
}

static int pack_large_bad(int number) {
  char page[80000]; // expect: stack-budget "with `page`, a task of `serve` may need 78 KiB"
  page[0] = (char)number;
  return page[0];
}

static const struct codec codecs[] = {{pack_small_ok}, {pack_large_bad}};

static int compare_bad(const void *a, const void *b) {
  char left[30000]; // expect: stack-budget "may need 59 KiB of stack, and can use 56 KiB"
  char right[30000];
  left[0] = *(const char *)a;
  right[0] = *(const char *)b;
  return left[0] - right[0];
}

static int serve(void *arg, cancel_token token, void *result) {
  const struct codec *codec = arg;
  int size = codec->pack(3); // note: "`serve` calls `pack_large_bad` through `codec.pack` here"
  return size + task_delay(1, token);
}

static int order(void *arg, cancel_token token, void *result) {
  char letters[4] = "dcba";
  qsort(letters, 4, 1, compare_bad);
  return letters[0] + task_delay(1, token);
}

int main(void) {
  int status = task_wait(task_run(serve, (void *)&codecs[0], 0, CANCEL_NONE));
  return status | task_wait(task_run(order, NULL, 0, CANCEL_NONE));
}
