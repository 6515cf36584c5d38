// SPDX-License-Identifier: MIT
// Descriptors, files and TCP.
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

#include "../test.h"

enum { MANY = 300000 };

// --- pipes --------------------------------------------------------------------------------------

static int reads_until_end(void *arg, cancel_token token, void *result) {
  char buffer[1000];
  ssize_t count;
  while ((count = task_read(*(int *)arg, buffer, sizeof buffer, token)) > 0) {
    for (ssize_t i = 0; i < count; i++)
      if (buffer[i] != (char)((*(size_t *)result + (size_t)i) % 100))
        return EXPECTATION_FAILED;
    *(size_t *)result += (size_t)count;
  }
  return (int)count;
}

static int writes_many(void *arg, cancel_token token, void *result) {
  (void)result;
  char *data = malloc(MANY);
  if (!data)
    return TASK_ENOMEM;
  for (size_t i = 0; i < MANY; i++)
    data[i] = (char)(i % 100);
  int status = task_write_all(*(int *)arg, data, MANY, token);
  free(data);
  int closed = task_close(*(int *)arg);
  return status != 0 ? status : closed;
}

// Sends more than fits through `ends`.
static void transfer(int ends[2]) {
  size_t count = 0;
  task *reader = task_run(reads_until_end, &ends[0], sizeof count, CANCEL_NONE);
  task *writer = task_run(writes_many, &ends[1], 0, CANCEL_NONE);
  assert_int_equal(task_wait(writer), 0);
  assert_int_equal(task_result(reader, &count), 0);
  assert_int_equal(count, MANY);
  assert_int_equal(task_close(ends[0]), 0);
}

static void more_than_a_pipe_holds_goes_through_it(void **state) {
  (void)state;
  start_workers(1);
  int ends[2];
  assert_int_equal(task_pipe(ends), 0);
  transfer(ends);
  assert_int_equal(pipe(ends), 0); // a blocking one, on the only worker
  transfer(ends);
}

static void threads_read_and_write_too(void **state) {
  (void)state;
  int ends[2];
  assert_int_equal(task_pipe(ends), 0);
  task *writer = task_run(writes_many, &ends[1], 0, CANCEL_NONE);
  size_t count = 0;
  assert_int_equal(reads_until_end(&ends[0], CANCEL_NONE, &count), 0);
  assert_int_equal(count, MANY);
  assert_int_equal(task_wait(writer), 0);
  assert_int_equal(task_close(ends[0]), 0);
}

static int reads_byte(void *arg, cancel_token token, void *result) {
  ssize_t count = task_read(*(int *)arg, result, 1, token);
  return count < 0 ? (int)count : count == 1 ? 0 : TASK_ECLOSED;
}

static int cancels_a_read(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int ends[2];
  EXPECT(task_pipe(ends) == 0);
  cancel_source *source = make_source();
  task *cancelled = task_start(reads_byte, &ends[0], 1, cancel_source_token(source));
  task *other = task_start(reads_byte, &ends[0], 1, token);
  cancel_request(source);
  CHECK(task_await(cancelled, NULL) == TASK_ECANCELED);
  CHECK(task_write_all(ends[1], "x", 1, token) == 0);
  char byte = 0;
  CHECK(task_await(other, &byte) == 0 && byte == 'x');
  cancel_source_destroy(source);
  source = make_source();
  cancel_source_cancel_after(source, 1);
  CHECK(task_read(ends[0], &byte, 1, cancel_source_token(source)) == TASK_ETIMEDOUT);
  CHECK(task_read(ends[0], &byte, 1, cancel_source_token(source)) == TASK_ETIMEDOUT);
  cancel_source_destroy(source);
  CHECK(task_close(ends[0]) == 0 && task_close(ends[1]) == 0);
  return 0;
}

static void a_cancelled_read_takes_nothing(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(cancels_a_read, NULL);
}

static int closes_under_a_reader(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int ends[2];
  EXPECT(task_pipe(ends) == 0);
  task *reader = task_start(reads_byte, &ends[0], 1, token);
  CHECK(task_close(ends[0]) == 0);
  CHECK(task_await(reader, NULL) == TASK_ECLOSED);
  CHECK(task_close(ends[1]) == 0);
  char byte;
  CHECK(task_read(-1, &byte, 1, token) == -EBADF);
  CHECK(task_close(-1) == -EBADF);
  return 0;
}

static void closing_wakes_who_reads(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(closes_under_a_reader, NULL);
}

static int reads_and_writes_as_tasks(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int ends[2];
  EXPECT(task_pipe(ends) == 0);
  char buffer[8] = "";
  ssize_t counts[2] = {0};
  task *both[] = {task_read_async(ends[0], buffer, sizeof buffer, token),
                  task_write_async(ends[1], "hello", 5, token)};
  CHECK(task_await(task_when_all(both, 2), counts) == 0);
  CHECK(counts[0] == 5 && counts[1] == 5 && memcmp(buffer, "hello", 5) == 0);
  CHECK(task_close(ends[0]) == 0);
  CHECK(task_close(ends[1]) == 0);
  ssize_t count = 0;
  CHECK(task_await(task_read_async(-1, buffer, 1, token), &count) == -EBADF);
  return 0;
}

static void operations_are_tasks_too(void **state) {
  (void)state;
  run_in_task(reads_and_writes_as_tasks, NULL);
}

// --- files --------------------------------------------------------------------------------------

static int uses_files(void *arg, cancel_token token, void *result) {
  (void)result;
  const char *path = arg;
  char *data;
  size_t size = 0;
  CHECK(task_file_write(path, "some text", 9, token) == 0);
  CHECK(task_file_read(path, &data, &size, token) == 0 && size == 9);
  CHECK(data && strcmp(data, "some text") == 0);
  free(data);
  CHECK(task_file_read("/nowhere/at/all", &data, NULL, token) == -ENOENT && !data);
  CHECK(task_file_write("/nowhere/at/all", "", 0, token) == -ENOENT);
  return 0;
}

struct open_file {
  const char *path;
  int fd;
};

// Everything that uses files, as tasks that run at the same time.
static int uses_files_as_tasks(void *arg, cancel_token token, void *result) {
  (void)result;
  const char *path = ((struct open_file *)arg)->path;
  int fd = ((struct open_file *)arg)->fd;
  struct task_content content = {0};
  CHECK(task_await(task_file_write_async(path, "0123456789", 10, token), NULL) == 0);
  CHECK(task_await(task_file_read_async(path, token), &content) == 0 && content.size == 10);
  CHECK(content.data && strcmp(content.data, "0123456789") == 0);
  free(content.data);
  char buffer[4] = "";
  ssize_t counts[2] = {0};
  task *both[] = {task_pread_async(fd, buffer, 3, 2, token),
                  task_pwrite_async(fd, "abc", 3, 7, token)};
  CHECK(task_await(task_when_all(both, 2), counts) == 0);
  CHECK(counts[0] == 3 && counts[1] == 3 && strcmp(buffer, "234") == 0);
  CHECK(task_await(task_pread_async(fd, buffer, 3, 7, token), NULL) == 0);
  CHECK(strcmp(buffer, "abc") == 0);
  ssize_t count;
  CHECK(task_await(task_pread_async(-1, buffer, 1, 0, token), &count) == -EBADF);
  CHECK(task_await(task_pwrite_async(-1, buffer, 1, 0, token), &count) == -EBADF);
  CHECK(task_await(task_file_read_async("/nowhere/at/all", token), &content) == -ENOENT);
  CHECK(task_await(task_file_write_async("/nowhere/at/all", "", 0, token), NULL) == -ENOENT);
  return 0;
}

static int uses_offsets(void *arg, cancel_token token, void *result) {
  (void)result;
  char buffer[5] = "";
  int fd = *(int *)arg;
  CHECK(task_pwrite(fd, "0123456789", 10, 0, token) == 10);
  CHECK(task_pread(fd, buffer, 4, 3, token) == 4 && strcmp(buffer, "3456") == 0);
  CHECK(task_pread(fd, buffer, 4, 10, token) == 0);
  CHECK(task_pread(-1, buffer, 4, 0, token) == -EBADF);
  CHECK(task_write_all(fd, "ab", 2, token) == 0); // regular files through the same door
  CHECK(task_pread(fd, buffer, 4, 0, token) == 4 && strcmp(buffer, "ab23") == 0);
  CHECK(task_read(fd, buffer, 4, token) == 4 && strcmp(buffer, "2345") == 0);
  return 0;
}

static void files_are_read_and_written(void **state) {
  (void)state;
  char path[] = "/tmp/taskrt-test-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  run_in_task(uses_files, path);
  run_in_task(uses_files_as_tasks, &(struct open_file){path, fd});
  run_in_task(uses_offsets, &fd);
  close(fd);
  unlink(path);
}

static void a_cancelled_token_opens_no_file(void **state) {
  (void)state;
  cancel_source *source = make_source();
  cancel_request(source);
  char *data;
  cancel_token token = cancel_source_token(source);
  assert_int_equal(task_file_read("/nowhere", &data, NULL, token), TASK_ECANCELED);
  assert_int_equal(task_file_write("/nowhere", "", 0, token), TASK_ECANCELED);
  assert_int_equal(task_wait(task_file_read_async("/nowhere", token)), TASK_ECANCELED);
  assert_int_equal(task_wait(task_file_write_async("/nowhere", "", 0, token)), TASK_ECANCELED);
  assert_int_equal(task_wait(task_pread_async(-1, NULL, 0, 0, token)), TASK_ECANCELED);
  assert_int_equal(task_wait(task_pwrite_async(-1, NULL, 0, 0, token)), TASK_ECANCELED);
  cancel_source_destroy(source);
}

// --- TCP ----------------------------------------------------------------------------------------

static int echoes(void *arg, cancel_token token, void *result) {
  (void)result;
  char buffer[100];
  int fd = *(int *)arg;
  ssize_t count;
  int status = 0;
  while (status == 0 && (count = task_read(fd, buffer, sizeof buffer, token)) != 0)
    status = count < 0 ? (int)count : task_write_all(fd, buffer, (size_t)count, token);
  int closed = task_close(fd);
  return status != 0 ? status : closed;
}

enum { CLIENTS = 8 };

static int serves(void *arg, cancel_token token, void *result) {
  (void)result;
  int listener = *(int *)arg, fds[CLIENTS];
  task_group *group = task_group_create(token);
  for (int i = 0; i < CLIENTS; i++) {
    fds[i] = task_tcp_accept(listener, token);
    if (fds[i] < 0)
      break;
    task_group_run(group, echoes, &fds[i]);
  }
  return task_group_join(group);
}

static int asks(void *arg, size_t index, cancel_token token) {
  char port[16], question[16], answer[16] = "";
  snprintf(port, sizeof port, "%d", *(int *)arg);
  int length = snprintf(question, sizeof question, "client %zu", index);
  int fd = task_tcp_connect("127.0.0.1", port, token);
  if (fd < 0)
    return fd;
  int status = task_write_all(fd, question, (size_t)length, token);
  for (ssize_t got = 0, count; status == 0 && got < length; got += count) {
    count = task_read(fd, answer + got, sizeof answer - (size_t)got, token);
    if (count <= 0)
      status = count < 0 ? (int)count : TASK_ECLOSED;
  }
  int closed = task_close(fd);
  if (status == 0 && strcmp(question, answer) != 0)
    status = EXPECTATION_FAILED;
  return status != 0 ? status : closed;
}

static int talks(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int listener = task_tcp_listen("127.0.0.1", "0", token);
  EXPECT(listener >= 0);
  int port = task_tcp_port(listener);
  task *server = task_start(serves, &listener, 0, token);
  CHECK(task_for_each(CLIENTS, 0, asks, &port, token) == 0);
  CHECK(task_await(server, NULL) == 0);
  CHECK(task_close(listener) == 0);
  // Nobody listens there any more.
  CHECK(asks(&port, 0, token) == -ECONNREFUSED);
  return 0;
}

static void clients_and_a_server_talk(void **state) {
  (void)state;
  start_workers(2);
  run_in_task(talks, NULL);
}

static int accepts(void *arg, cancel_token token, void *result) {
  (void)result;
  return task_tcp_accept(*(int *)arg, token);
}

static int stops_listening(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int listener = task_tcp_listen("127.0.0.1", "0", token);
  EXPECT(listener >= 0);
  cancel_source *source = make_source();
  task *cancelled = task_start(accepts, &listener, 0, cancel_source_token(source));
  task *closed = task_start(accepts, &listener, 0, token);
  cancel_request(source);
  CHECK(task_await(cancelled, NULL) == TASK_ECANCELED);
  CHECK(task_close(listener) == 0);
  CHECK(task_await(closed, NULL) == TASK_ECLOSED);
  cancel_source_destroy(source);
  return 0;
}

static void accepting_is_cancelled_and_closed(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(stops_listening, NULL);
}

// Both ends of a connection in one task, by handles.
static int connects_to_itself(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int listener = task_tcp_listen("127.0.0.1", "0", token), ends[2] = {-1, -1};
  EXPECT(listener >= 0);
  char port[8], text[4] = "";
  snprintf(port, sizeof port, "%d", task_tcp_port(listener));
  task *both[] = {task_tcp_accept_async(listener, token),
                  task_tcp_connect_async("127.0.0.1", port, token)};
  EXPECT(task_await(task_when_all(both, 2), ends) == 0);
  CHECK(task_await(task_write_all_async(ends[1], "abc", 3, token), NULL) == 0);
  CHECK(task_read(ends[0], text, 3, token) == 3 && strcmp(text, "abc") == 0);
  CHECK(task_close(ends[0]) == 0 && task_close(ends[1]) == 0);

  cancel_source *source = make_source();
  cancel_source_cancel_after(source, 1);
  cancel_token limited = cancel_source_token(source);
  CHECK(task_await(task_tcp_accept_async(listener, limited), NULL) == TASK_ETIMEDOUT);
  CHECK(task_await(task_tcp_connect_async("127.0.0.1", port, limited), NULL) == TASK_ETIMEDOUT);
  CHECK(task_await(task_resolve_async("127.0.0.1", port, limited), NULL) == TASK_ETIMEDOUT);
  cancel_source_destroy(source);
  CHECK(task_close(listener) == 0);
  CHECK(task_await(task_tcp_connect_async("127.0.0.1", port, token), NULL) == -ECONNREFUSED);
  CHECK(task_await(task_write_all_async(-1, "", 1, token), NULL) == -EBADF);
  return 0;
}

static void connecting_and_accepting_are_tasks_too(void **state) {
  (void)state;
  run_in_task(connects_to_itself, NULL);
}

static int resolves(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct addrinfo *answer = NULL;
  CHECK(task_resolve("127.0.0.1", "80", &answer, token) == 0 && answer);
  freeaddrinfo(answer);
  answer = NULL;
  CHECK(task_await(task_resolve_async("127.0.0.1", "80", token), &answer) == 0 && answer);
  freeaddrinfo(answer);
  CHECK(task_resolve("not a name", "80", &answer, token) < 0 && !answer);
  CHECK(task_await(task_resolve_async("not a name", "80", token), &answer) < 0);
  CHECK(task_tcp_connect("not a name", "80", token) < 0);
  return 0;
}

static void names_are_resolved(void **state) {
  (void)state;
  run_in_task(resolves, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(more_than_a_pipe_holds_goes_through_it, stop_runtime),
      cmocka_unit_test_teardown(threads_read_and_write_too, stop_runtime),
      cmocka_unit_test_teardown(a_cancelled_read_takes_nothing, stop_runtime),
      cmocka_unit_test_teardown(closing_wakes_who_reads, stop_runtime),
      cmocka_unit_test_teardown(operations_are_tasks_too, stop_runtime),
      cmocka_unit_test_teardown(files_are_read_and_written, stop_runtime),
      cmocka_unit_test_teardown(a_cancelled_token_opens_no_file, stop_runtime),
      cmocka_unit_test_teardown(clients_and_a_server_talk, stop_runtime),
      cmocka_unit_test_teardown(accepting_is_cancelled_and_closed, stop_runtime),
      cmocka_unit_test_teardown(connecting_and_accepting_are_tasks_too, stop_runtime),
      cmocka_unit_test_teardown(names_are_resolved, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
