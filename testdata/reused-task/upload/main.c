// A handle that goes to two functions of another file, which both consume it.
#include "upload.h"

int save_bad(void *file) {
  task *upload = upload_begin(file, CANCEL_NONE); // note: "`upload_begin` gives the task here"
  int status = upload_end(upload);                // note: "`upload_end` takes it here"
  if (status == TASK_ETIMEDOUT)                   // note: "this is true"
    upload_give_up(upload); // expect: reused-task "`upload_give_up` takes `upload`"
  return status;
}

int save_ok(void *file, int wait) {
  task *upload = upload_begin(file, CANCEL_NONE);
  if (wait)
    return upload_end(upload);
  upload_give_up(upload);
  return 0;
}
