// The whole story: what is given up, who owns the memory, where it waits, and where the memory
// goes.
#include <errno.h>
#include <stdlib.h>
#include <taskrt.h>

struct upload {
  char name[64];
  size_t size;
};

static int checksum(void *arg, cancel_token token, void *result) {
  struct upload *upload = arg;
  int status = task_delay(100, token);
  upload->size = 0;
  return status;
}

static int store_bad(void *arg, cancel_token token, void *result) {
  struct upload *upload = arg;
  task *summing = task_run(checksum, upload, 0, CANCEL_NONE); // it may take long
  // expect@-1: escaped-scope
  // note@-2: "wait for it in `store_bad`, or give it memory that lives on"
  upload->name[0] = 'a';
  task_detach(summing, NULL, NULL); // note: "it is given up here"
  return 0;
}

int receive(cancel_token token) {
  struct upload *upload = malloc(sizeof *upload);
  if (!upload)
    return -ENOMEM;
  task *storing = task_run(store_bad, upload, 0, token);
  // note@-1: "`receive` gives memory to `store_bad` here"
  int status = task_await(storing, NULL);
  // note@-1: "it waits for `store_bad` here, not for `checksum`"
  free(upload); // note: "and then the memory is gone"
  return status;
}
