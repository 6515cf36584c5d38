// Recursion of which only a few rounds fit, and recursion that is harmless.
#include <stdio.h>
#include <string.h>
#include <taskrt/task.h>

struct node {
  struct node *left, *right, *parent;
  char name[32];
  int weight;
};

static int print_bad(const struct node *node, const char *prefix) {
  char path[4096]; // note: "`path` takes 4 KiB"
  if (!node)
    return 0;
  snprintf(path, sizeof path, "%s/%s", prefix, node->name);
  puts(path);
  return print_bad(node->left, path);
  // expect@-1: stack-budget "each round of `print_bad` takes 4 KiB"
  // note@-2: "allocate what is large, or limit the depth"
}

// Little each time.
static int weigh_ok(const struct node *node) {
  return node ? node->weight + weigh_ok(node->left) + weigh_ok(node->right) : 0;
}

// Somebody counts.
static int show_ok(const struct node *node, int depth) {
  char line[4096];
  if (!node || depth > 8)
    return 0;
  snprintf(line, sizeof line, "%*s%s", depth, "", node->name);
  puts(line);
  return show_ok(node->left, depth + 1);
}

// Halves its work.
static void sort_ok(int *numbers, unsigned count) {
  int kept[512];
  if (count < 2 || count > 512)
    return;
  memcpy(kept, numbers, count * sizeof *kept);
  sort_ok(numbers, count / 2);
  sort_ok(numbers + count / 2, count / 2);
}

// Two functions in turn.
static int right_bad(const struct node *node);

static int left_bad(const struct node *node) {
  char text[2048];
  if (!node)
    return 0;
  snprintf(text, sizeof text, "%s", node->name);
  return right_bad(node->left) + text[0];
}

static int right_bad(const struct node *node) {
  char text[2048];
  if (!node)
    return 0;
  snprintf(text, sizeof text, "%s", node->name);
  return left_bad(node->right) + text[0]; // expect: stack-budget "each round of `left_bad`"
}

// A dispatcher that is called again for a part of the work: three functions, and many rounds fit.
static int dispatch_ok(int kind);

static int open_ok(int kind) {
  char path[1024];
  snprintf(path, sizeof path, "%d", kind);
  return dispatch_ok(1) + path[0];
}

static int copy_ok(int kind) {
  char path[1024];
  snprintf(path, sizeof path, "%d", kind);
  return open_ok(2) + path[0];
}

static int dispatch_ok(int kind) {
  return kind == 1 ? kind : copy_ok(kind);
}

// The same in a thread does no harm.
static int deep_ok(const struct node *node) {
  char text[4096];
  if (!node)
    return 0;
  snprintf(text, sizeof text, "%s", node->name);
  return deep_ok(node->left) + text[0];
}

static int run(void *arg, cancel_token token, void *result) {
  int numbers[4] = {4, 3, 2, 1};
  sort_ok(numbers, 4);
  return print_bad(arg, "") + weigh_ok(arg) + show_ok(arg, 0) + left_bad(arg) + dispatch_ok(3);
}

int main(void) {
  struct node root = {.name = "root"};
  deep_ok(&root);
  return task_wait(task_run(run, &root, 0, CANCEL_NONE));
}
