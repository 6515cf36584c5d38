// silent
// State that is read anew, claimed before the await, or touched by one task only.
#include <stdlib.h>
#include <taskrt.h>

struct shop {
  int open, sold, busy, limit, own;
  char *sign;
};

// A flag is set before the suspension, so that others stay away.
static int close_ok(void *arg, cancel_token token, void *result) {
  struct shop *shop = arg;
  if (shop->busy)
    return 0;
  shop->busy = 1;
  int status = task_delay(1, token);
  shop->busy = 0;
  return status;
}

// What was read is only shown.
static int show_ok(void *arg, cancel_token token, void *result) {
  struct shop *shop = arg;
  int sold = shop->sold;
  int status = task_delay(sold, token);
  shop->sold++;
  return status;
}

// Nobody else writes it.
static int own_ok(void *arg, cancel_token token, void *result) {
  struct shop *shop = arg;
  int own = shop->own;
  int status = task_delay(1, token);
  shop->own = own + 1;
  return status;
}

// Nothing is awaited between the two.
static int swap_ok(void *arg, cancel_token token, void *result) {
  struct shop *shop = arg;
  int status = task_delay(1, token);
  int open = shop->open;
  shop->open = open + 1;
  return status;
}

// Tested again.
static int paint_ok(void *arg, cancel_token token, void *result) {
  struct shop *shop = arg;
  if (!shop->sign) {
    char *sign = malloc(10);
    int status = task_delay(1, token);
    if (status != 0 || shop->sign) {
      free(sign);
      return status;
    }
    shop->sign = sign;
  }
  return 0;
}

static int manage(void *arg, cancel_token token, void *result) {
  struct shop *shop = arg;
  shop->open = shop->sold = shop->busy = 0;
  shop->sign = NULL;
  return task_delay(1, token);
}

void run(struct shop *shop, cancel_token token) {
  task_detach(task_run(close_ok, shop, 0, token), NULL, NULL);
  task_detach(task_run(show_ok, shop, 0, token), NULL, NULL);
  task_detach(task_run(own_ok, shop, 0, token), NULL, NULL);
  task_detach(task_run(swap_ok, shop, 0, token), NULL, NULL);
  task_detach(task_run(paint_ok, shop, 0, token), NULL, NULL);
  task_detach(task_run(manage, shop, 0, token), NULL, NULL);
}
