// Long functions: the number of paths doubles with every `if` and never ends with a loop, and the
// task is still followed through all of them.
#include <taskrt/task.h>

struct record {
  int header;
  int size;
  int alignment;
  int padding;
  int version;
  int checksum;
  int owner;
  int group;
  int mode;
  int flags;
  int mtime;
  int ctime;
  int atime;
  int links;
  int blocks;
  int device;
  int inode;
  int parent;
  int depth;
  int quota;
  int label;
  int codec;
  int stream;
  int frame;
  int layer;
  int tile;
  int plane;
  int bank;
  int page;
  int slot;
};

static int store_record(void *arg, cancel_token token, void *result) {
  return task_delay(14, token);
}

// Thirty conditions, and one of the last drops the task.
int thirty_ifs_bad(const struct record *record) {
  int defects = 0;
  task *store = task_run(store_record, (void *)record, 0, CANCEL_NONE); // expect: dropped-task
  if (record->header < 0)
    defects++;
  if (record->size < 0)
    defects++;
  if (record->alignment < 0)
    defects++;
  if (record->padding < 0)
    defects++;
  if (record->version < 0)
    defects++;
  if (record->checksum < 0)
    defects++;
  if (record->owner < 0)
    defects++;
  if (record->group < 0)
    defects++;
  if (record->mode < 0)
    defects++;
  if (record->flags < 0)
    defects++;
  if (record->mtime < 0)
    defects++;
  if (record->ctime < 0)
    defects++;
  if (record->atime < 0)
    defects++;
  if (record->links < 0)
    defects++;
  if (record->blocks < 0)
    defects++;
  if (record->device < 0)
    defects++;
  if (record->inode < 0)
    defects++;
  if (record->parent < 0)
    defects++;
  if (record->depth < 0)
    defects++;
  if (record->quota < 0)
    defects++;
  if (record->label < 0)
    defects++;
  if (record->codec < 0)
    defects++;
  if (record->stream < 0)
    defects++;
  if (record->frame < 0)
    defects++;
  if (record->layer < 0)
    defects++;
  if (record->tile < 0)
    defects++;
  if (record->plane < 0)
    defects++;
  if (record->bank < 0)
    defects++;
  if (record->page < 0)
    defects++;
  if (record->slot < 0)
    defects++;
  if (defects > 10)
    return TASK_EINVAL; // note: "still running"
  return task_await(store, NULL);
}

int thirty_ifs_ok(const struct record *record) {
  int defects = 0;
  task *store = task_run(store_record, (void *)record, 0, CANCEL_NONE);
  if (record->header < 0)
    defects++;
  if (record->size < 0)
    defects++;
  if (record->alignment < 0)
    defects++;
  if (record->padding < 0)
    defects++;
  if (record->version < 0)
    defects++;
  if (record->checksum < 0)
    defects++;
  if (record->owner < 0)
    defects++;
  if (record->group < 0)
    defects++;
  if (record->mode < 0)
    defects++;
  if (record->flags < 0)
    defects++;
  if (record->mtime < 0)
    defects++;
  if (record->ctime < 0)
    defects++;
  if (record->atime < 0)
    defects++;
  if (record->links < 0)
    defects++;
  if (record->blocks < 0)
    defects++;
  if (record->device < 0)
    defects++;
  if (record->inode < 0)
    defects++;
  if (record->parent < 0)
    defects++;
  if (record->depth < 0)
    defects++;
  if (record->quota < 0)
    defects++;
  if (record->label < 0)
    defects++;
  if (record->codec < 0)
    defects++;
  if (record->stream < 0)
    defects++;
  if (record->frame < 0)
    defects++;
  if (record->layer < 0)
    defects++;
  if (record->tile < 0)
    defects++;
  if (record->plane < 0)
    defects++;
  if (record->bank < 0)
    defects++;
  if (record->page < 0)
    defects++;
  if (record->slot < 0)
    defects++;
  int status = task_await(store, NULL);
  return defects > 10 ? TASK_EINVAL : status;
}

// Twelve loops in a row.
int twelve_loops_bad(const struct record *record) {
  int sum = 0;
  task *store = task_run(store_record, (void *)record, 0, CANCEL_NONE); // expect: dropped-task
  for (int i = 0; i < record->header; i++)
    sum += i;
  for (int i = 0; i < record->size; i++)
    sum += i;
  for (int i = 0; i < record->alignment; i++)
    sum += i;
  for (int i = 0; i < record->padding; i++)
    sum += i;
  for (int i = 0; i < record->version; i++)
    sum += i;
  for (int i = 0; i < record->checksum; i++)
    sum += i;
  for (int i = 0; i < record->owner; i++)
    sum += i;
  for (int i = 0; i < record->group; i++)
    sum += i;
  for (int i = 0; i < record->mode; i++)
    sum += i;
  for (int i = 0; i < record->flags; i++)
    sum += i;
  for (int i = 0; i < record->mtime; i++)
    sum += i;
  for (int i = 0; i < record->ctime; i++)
    sum += i;
  if (sum == 0)
    return TASK_EINVAL; // note: "still running"
  return task_await(store, NULL);
}

int twelve_loops_ok(const struct record *record) {
  int sum = 0;
  task *store = task_run(store_record, (void *)record, 0, CANCEL_NONE);
  for (int i = 0; i < record->header; i++)
    sum += i;
  for (int i = 0; i < record->size; i++)
    sum += i;
  for (int i = 0; i < record->alignment; i++)
    sum += i;
  for (int i = 0; i < record->padding; i++)
    sum += i;
  for (int i = 0; i < record->version; i++)
    sum += i;
  for (int i = 0; i < record->checksum; i++)
    sum += i;
  for (int i = 0; i < record->owner; i++)
    sum += i;
  for (int i = 0; i < record->group; i++)
    sum += i;
  for (int i = 0; i < record->mode; i++)
    sum += i;
  for (int i = 0; i < record->flags; i++)
    sum += i;
  for (int i = 0; i < record->mtime; i++)
    sum += i;
  for (int i = 0; i < record->ctime; i++)
    sum += i;
  int status = task_await(store, NULL);
  return sum == 0 ? TASK_EINVAL : status;
}

// Conditions, loops and switches by turns.
int mixed_bad(const struct record *record) {
  int sum = 0;
  task *store = task_run(store_record, (void *)record, 0, CANCEL_NONE); // expect: dropped-task
  if (record->header > sum)
    sum += record->header;
  for (int i = 0; i < record->size; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->alignment) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (record->padding > sum)
    sum += record->padding;
  for (int i = 0; i < record->version; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->checksum) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (record->owner > sum)
    sum += record->owner;
  for (int i = 0; i < record->group; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->mode) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (record->flags > sum)
    sum += record->flags;
  for (int i = 0; i < record->mtime; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->ctime) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (record->atime > sum)
    sum += record->atime;
  for (int i = 0; i < record->links; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->blocks) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (record->device > sum)
    sum += record->device;
  for (int i = 0; i < record->inode; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->parent) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (sum == 0)
    return TASK_EINVAL; // note: "still running"
  return task_await(store, NULL);
}

int mixed_ok(const struct record *record) {
  int sum = 0;
  task *store = task_run(store_record, (void *)record, 0, CANCEL_NONE);
  if (record->header > sum)
    sum += record->header;
  for (int i = 0; i < record->size; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->alignment) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (record->padding > sum)
    sum += record->padding;
  for (int i = 0; i < record->version; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->checksum) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (record->owner > sum)
    sum += record->owner;
  for (int i = 0; i < record->group; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->mode) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (record->flags > sum)
    sum += record->flags;
  for (int i = 0; i < record->mtime; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->ctime) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (record->atime > sum)
    sum += record->atime;
  for (int i = 0; i < record->links; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->blocks) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  if (record->device > sum)
    sum += record->device;
  for (int i = 0; i < record->inode; i++) {
    if (i % 7 == 3)
      continue;
    sum ^= i;
  }
  switch (record->parent) {
  case 0:
    sum--;
    break;
  case 1:
    sum++;
    break;
  default:
    sum <<= 1;
  }
  int status = task_await(store, NULL);
  return sum == 0 ? TASK_EINVAL : status;
}

// The flag that started the task is tested again after many other conditions.
int flag_through_ifs_ok(const struct record *record) {
  int defects = 0;
  task *store = NULL;
  if (record->flags > 0)
    store = task_run(store_record, (void *)record, 0, CANCEL_NONE);
  if (record->header < 0)
    defects++;
  if (record->size < 0)
    defects++;
  if (record->alignment < 0)
    defects++;
  if (record->padding < 0)
    defects++;
  if (record->version < 0)
    defects++;
  if (record->checksum < 0)
    defects++;
  if (record->owner < 0)
    defects++;
  if (record->group < 0)
    defects++;
  if (record->mode < 0)
    defects++;
  if (record->flags > 0)
    defects += task_await(store, NULL) != 0;
  return defects;
}
