// A source that ends with its block.
#include <taskrt.h>

int fetch(const char *url, cancel_token token);

int fetch_in_time(const char *url, cancel_token token) {
  CANCEL_SCOPE(limit, token);
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 500);
  return fetch(url, cancel_source_token(limit));
}

int fetch_by_hand_bad(const char *url, cancel_token token) {
  cancel_source *limit =
      cancel_source_create_linked(token); // expect: leaked-cancel-source "never destroyed"
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 500);
  return fetch(url, cancel_source_token(limit));
}
