// The cleanup label frees the memory and forgets the task.
#include <stdlib.h>
#include <taskrt/task.h>

static int compress_chunk(void *arg, cancel_token token, void *result) {
  return task_delay(3, token);
}

static int check_header(const char *chunk, size_t size) {
  return size >= 4 && chunk[0] == 'Z' ? 0 : TASK_EINVAL;
}

int pack_bad(size_t size) {
  int status = TASK_ENOMEM;
  task *packed = NULL;
  char *chunk = malloc(size);
  if (!chunk)
    goto out;
  packed = task_run(compress_chunk, chunk, 0, CANCEL_NONE); // expect: dropped-task "on every path"
  status = check_header(chunk, size);
  if (status != 0)
    goto out;
  status = task_await(packed, NULL);
out:
  free(chunk);
  return status;
}

// Two labels: the jump to the lower one passes the await by.
int pack_twice_bad(char *chunk, size_t size) {
  int status = 0;
  task *packed = task_run(compress_chunk, chunk, 0, CANCEL_NONE); // expect: dropped-task
  if (size > 1 << 20) {
    status = TASK_EINVAL;
    goto fail;
  }
  if (check_header(chunk, size) != 0)
    goto finish;
finish:
  status = task_await(packed, NULL);
fail:
  return status;
}

int pack_ok(size_t size) {
  int status = TASK_ENOMEM;
  task *packed = NULL;
  char *chunk = malloc(size);
  if (!chunk)
    goto out;
  packed = task_run(compress_chunk, chunk, 0, CANCEL_NONE);
  status = check_header(chunk, size);
  if (status != 0)
    goto out;
  status = task_await(packed, NULL);
  packed = NULL;
out:
  if (packed && task_await(packed, NULL) != 0)
    status = TASK_EINVAL;
  free(chunk);
  return status;
}

// Awaited in the label, where NULL stands for a task that was never started.
int pack_guarded_ok(size_t size) {
  int status = TASK_ENOMEM;
  int packed_status = 0;
  task *packed = NULL;
  char *chunk = malloc(size);
  if (!chunk)
    goto out;
  packed = task_run(compress_chunk, chunk, 0, CANCEL_NONE);
  if (!packed)
    goto out;
  status = check_header(chunk, size);
out:
  if (packed)
    packed_status = task_await(packed, NULL);
  free(chunk);
  return status != 0 ? status : packed_status;
}

// Backward jumps: the task of each attempt is awaited before the next one starts.
int pack_retry_ok(char *chunk) {
  int attempts = 0;
  int status;
again:
  status = task_await(task_run(compress_chunk, chunk, 0, CANCEL_NONE), NULL);
  if (status == TASK_ENOMEM && ++attempts < 3)
    goto again;
  return status;
}

int pack_retry_bad(char *chunk) {
  int attempts = 0;
  task *packed;
again:
  packed = task_run(compress_chunk, chunk, 0, CANCEL_NONE); // expect: dropped-task
  if (++attempts < 3)
    goto again;
  return task_await(packed, NULL);
}
