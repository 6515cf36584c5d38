// SPDX-License-Identifier: MIT
// The worker program, spoken to over its pipes.
#include "tests/frontend/lowering_support.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *worker_path;

/// A running worker.
struct worker {
  pid_t pid;
  int requests, replies;
};

static struct worker start_worker(void) {
  int requests[2], replies[2];
  assert_int_equal(pipe(requests), 0);
  assert_int_equal(pipe(replies), 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    // Moved out of the way first, so that neither is overwritten.
    int in = fcntl(requests[0], F_DUPFD, 10), out = fcntl(replies[1], F_DUPFD, 10);
    close(requests[1]);
    close(replies[0]);
    dup2(in, 3);
    dup2(out, 4);
    close(in);
    close(out);
    // What libclang held when it crashed is lost: under AddressSanitizer that is no mistake of
    // ours.
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
    execl(worker_path, worker_path, (char *)NULL);
    _exit(127);
  }
  close(requests[0]);
  close(replies[1]);
  return (struct worker){pid, requests[1], replies[0]};
}

static int stop_worker(struct worker *worker) {
  int status;
  close(worker->requests);
  assert_int_equal(waitpid(worker->pid, &status, 0), worker->pid);
  close(worker->replies);
  return status;
}

static void append_u32(struct text *out, size_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    text_putc(out, (char)(value >> shift & 0xff));
}

static void append_string(struct text *out, const char *string) {
  append_u32(out, strlen(string));
  text_puts(out, string);
}

static void send_request(struct worker *worker, const char *path) {
  struct text body = {0}, whole = {0};
  append_u32(&body, 3);
  append_string(&body, path);
  append_string(&body, "/");
  append_string(&body, "-std=gnu17");
  append_u32(&whole, body.length);
  text_append(&whole, body.data, body.length);
  assert_int_equal(write(worker->requests, whole.data, whole.length), whole.length);
  text_free(&body);
  text_free(&whole);
}

static void read_exactly(int from, unsigned char *to, size_t size) {
  while (size) {
    ssize_t got = read(from, to, size);
    if (got < 0 && errno == EINTR)
      continue;
    assert_true(got > 0);
    to += got;
    size -= (size_t)got;
  }
}

static struct ir_unit *read_reply(struct worker *worker, struct ir_pool *pool) {
  unsigned char head[4];
  read_exactly(worker->replies, head, sizeof head);
  size_t length = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16 | (size_t)head[3] << 24;
  unsigned char *blob = xmalloc(length);
  read_exactly(worker->replies, blob, length);
  struct ir_unit *unit = ir_read_unit(pool, blob, length);
  free(blob);
  assert_non_null(unit);
  return unit;
}

static void it_answers_one_request_after_the_other(void **state) {
  (void)state;
  struct worker worker = start_worker();
  struct ir_pool pool;
  ir_pool_init(&pool);
  send_request(&worker, TESTDATA "/calls.c");
  send_request(&worker, TESTDATA "/places.c");
  assert_int_equal(read_reply(&worker, &pool)->function_count, 4);
  assert_int_equal(read_reply(&worker, &pool)->function_count, 2);
  assert_int_equal(stop_worker(&worker), 0);
  ir_pool_free(&pool);
}

static void a_crash_inside_libclang_costs_one_unit(void **state) {
  (void)state;
  char path[] = "/tmp/crash-XXXXXX.c";
  int file = mkstemps(path, 2);
  static const char text[] = "int g(void) { return 1; }\n#pragma clang __debug crash\n";
  assert_int_equal(write(file, text, sizeof text - 1), sizeof text - 1);
  close(file);
  struct worker worker = start_worker();
  struct ir_pool pool;
  ir_pool_init(&pool);
  send_request(&worker, path);
  assert_non_null(read_reply(&worker, &pool)->failure);
  send_request(&worker, TESTDATA "/calls.c");
  assert_null(read_reply(&worker, &pool)->failure);
  assert_int_equal(stop_worker(&worker), 0);
  ir_pool_free(&pool);
  unlink(path);
}

static void a_malformed_request_ends_it_quietly(void **state) {
  (void)state;
  struct worker worker = start_worker();
  static const unsigned char bad[] = {8, 0, 0, 0, 2, 0, 0, 0, 255, 255, 0, 0};
  assert_int_equal(write(worker.requests, bad, sizeof bad), sizeof bad);
  assert_int_equal(stop_worker(&worker), 0);
}

static void by_hand_it_says_who_starts_it(void **state) {
  (void)state;
  int status;
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    int null = open("/dev/null", O_RDWR);
    dup2(null, 2);
    for (int i = 3; i < 64; i++)
      close(i);
    execl(worker_path, worker_path, (char *)NULL);
    _exit(127);
  }
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 2);
}

int run_worker_tests(const char *worker) {
  worker_path = worker;
  signal(SIGPIPE, SIG_IGN);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_answers_one_request_after_the_other),
      cmocka_unit_test(a_crash_inside_libclang_costs_one_unit),
      cmocka_unit_test(a_malformed_request_ends_it_quietly),
      cmocka_unit_test(by_hand_it_says_who_starts_it),
  };
  return cmocka_run_group_tests_name("frontend.worker", tests, NULL, NULL);
}
