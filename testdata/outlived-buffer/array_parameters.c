// A parameter that is written as an array points to memory of the caller; an array of the function
// is its own.
#include <taskrt/io.h>

task *receive_ok(int fd, char buffer[64], cancel_token token) {
  return task_read_async(fd, buffer, 64, token);
}

task *receive_rows_ok(int fd, char rows[4][16], int row, cancel_token token) {
  return task_read_async(fd, rows[row], 16, token);
}

int receive_both_ok(const int fds[2], char buffer[], task *started[2], cancel_token token) {
  started[0] = task_read_async(fds[0], buffer, 8, token);
  started[1] = task_read_async(fds[1], &buffer[8], 8, token);
  return 0;
}

task *receive_bad(int fd, cancel_token token) {
  char buffer[64];
  return task_read_async(fd, buffer, sizeof buffer, token); // expect: outlived-buffer
}

int skip_ok(char *names[], int skipped) {
  names++;
  while (skipped-- > 0 && *names)
    names++;
  return names[0] ? names[0][0] : *names == NULL;
}
