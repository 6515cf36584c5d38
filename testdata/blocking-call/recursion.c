// Functions that call themselves or each other, with the blocking call inside the circle, before it
// and nowhere.
#include <dirent.h>
#include <stdlib.h>
#include <taskrt/task.h>
#include <unistd.h>

struct node {
  struct node *left, *right;
  int fd;
};

static int flush_tree_bad(struct node *node) {
  if (!node)
    return 0;
  int status = flush_tree_bad(node->left) | flush_tree_bad(node->right);
  return status | fsync(node->fd); // expect: blocking-call "`fsync`"
}

static int flush_all(void *arg, cancel_token token, void *result) {
  return flush_tree_bad(arg);
}

// Two functions in turn.
static int scan_list_bad(DIR *directory, int depth);

static int scan_item(DIR *directory, int depth) {
  return depth > 0 ? scan_list_bad(directory, depth - 1) : 0;
}

static int scan_list_bad(DIR *directory, int depth) {
  int count = 0;
  while (readdir(directory)) // expect: blocking-call "`readdir`"
    count += scan_item(directory, depth);
  return count;
}

static int scan(void *arg, cancel_token token, void *result) {
  return scan_item(arg, 3) < 0 ? TASK_EINVAL : 0;
}

// No call in this circle blocks.
static int depth_ok(const struct node *node) {
  if (!node)
    return 0;
  int left = depth_ok(node->left), right = depth_ok(node->right);
  return 1 + (left > right ? left : right);
}

static int measure_ok(void *arg, cancel_token token, void *result) {
  *(int *)result = depth_ok(arg);
  return 0;
}

// A task that starts itself anew.
static int poll_again_bad(void *arg, cancel_token token, void *result) {
  int *left = arg;
  usleep(10); // expect: blocking-call "`usleep`"
  if (--*left <= 0)
    return 0;
  return task_await(task_run(poll_again_bad, arg, 0, token), NULL);
}

int main(void) {
  struct node root = {NULL, NULL, 1};
  int left = 3, depth = 0;
  int status = task_wait(task_run(flush_all, &root, 0, CANCEL_NONE));
  status |= task_wait(task_run(scan, opendir("."), 0, CANCEL_NONE));
  status |= task_wait(task_run(poll_again_bad, &left, 0, CANCEL_NONE));
  return status | task_result(task_run(measure_ok, &root, sizeof depth, CANCEL_NONE), &depth);
}
