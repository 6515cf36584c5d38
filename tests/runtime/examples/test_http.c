// SPDX-License-Identifier: MIT
// The HTTP service: what it answers, what it refuses, whom it gives up, and how it ends.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../test.h"
#include "service.h"

#define START(...) service_start((const char *const[]){__VA_ARGS__, NULL})

// Starts a service with an upstream that the test plays, whose listening socket is `*upstream`.
static struct service start_before(int *upstream, const char *option, const char *value) {
  static char place[40];
  int port;
  *upstream = listen_anywhere(&port);
  snprintf(place, sizeof place, "127.0.0.1:%d", port);
  return START("--upstream", place, option, value);
}

// --- requests -----------------------------------------------------------------------------------

static void values_are_stored_found_and_removed(void **state) {
  (void)state;
  struct service service = START("--idle", "60000");
  int fd = dial(service.port);
  ask(fd, "/keys/a", "{\"n\": 1}");
  expect_reply(fd, 200, "{\"n\":1}");
  ask(fd, "/keys/a", NULL);
  expect_reply(fd, 200, "{\"n\":1}");
  ask(fd, "/keys", NULL);
  expect_reply(fd, 200, "{\"a\":{\"n\":1}}");
  say(fd, "DELETE /keys/a HTTP/1.1\r\n\r\n");
  expect_reply(fd, 200, "true");
  ask(fd, "/keys/a", NULL);
  assert_int_equal(hear(fd).code, 404);
  close(fd);
  service_stop(&service);
}

static void what_stands_in_no_route_is_refused_and_the_connection_goes_on(void **state) {
  (void)state;
  struct service service = START("--idle", "60000");
  int fd = dial(service.port);
  ask(fd, "/nowhere", NULL);
  expect_reply(fd, 404, "{\"error\":\"no such route\"}");
  ask(fd, "/stats", "1");
  expect_reply(fd, 405, "{\"error\":\"not by this method\"}");
  ask(fd, "/keys/..%2fetc", NULL);
  expect_reply(fd, 400, "{\"error\":\"a name has 1 to 100 of A-Za-z0-9._-\"}");
  ask(fd, "/keys/a", "{not json");
  assert_int_equal(hear(fd).code, 400);
  ask(fd, "/keys/a", "7");
  expect_reply(fd, 200, "7");
  close(fd);
  service_stop(&service);
}

static void requests_sent_ahead_are_answered_in_their_order(void **state) {
  (void)state;
  struct service service = START("--idle", "60000");
  int fd = dial(service.port);
  enum { AHEAD = 300 }; // more than the service reads at a time
  for (int i = 0; i < AHEAD; i++) {
    char body[20];
    snprintf(body, sizeof body, "%d", i);
    ask(fd, "/keys/counter", body);
  }
  for (int i = 0; i < AHEAD; i++) {
    char body[20];
    snprintf(body, sizeof body, "%d", i);
    expect_reply(fd, 200, body);
  }
  say(fd, "GET /keys/counter HTTP/1.1\r\nConnection: close\r\n\r\n");
  expect_reply(fd, 200, "299");
  expect_end(fd);
  service_stop(&service);
}

static void a_request_that_comes_byte_by_byte_is_understood(void **state) {
  (void)state;
  struct service service = START("--idle", "60000");
  int fd = dial(service.port), one = 1;
  assert_int_equal(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one), 0);
  for (const char *text =
           "PUT /keys/a HTTP/1.1\r\nExpect: nothing\r\nContent-Length: 4\r\n\r\ntrue";
       *text; text++)
    say(fd, (char[]){*text, '\0'});
  expect_reply(fd, 200, "true");
  close(fd);
  service_stop(&service);
}

static void a_client_that_waits_to_be_asked_for_the_body_is(void **state) {
  (void)state;
  struct service service = START("--idle", "60000");
  int fd = dial(service.port);
  say(fd, "PUT /keys/a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  expect_text(fd, "HTTP/1.1 100 Continue\r\n\r\n");
  say(fd, "true");
  expect_reply(fd, 200, "true");
  close(fd);
  service_stop(&service);
}

// --- refusals -----------------------------------------------------------------------------------

static void refuses(const struct service *service, const char *request, int code) {
  int fd = dial(service->port);
  say(fd, request);
  struct reply reply = hear(fd);
  assert_int_equal(reply.code, code);
  assert_true(reply.closes);
  expect_end(fd);
}

static void what_is_malformed_or_too_large_is_refused(void **state) {
  (void)state;
  struct service service = START("--body-limit", "100");
  refuses(&service, "this is no HTTP at all\r\n\r\n", 400);
  refuses(&service, "PUT /keys/a HTTP/1.1\r\nContent-Length: minus\r\n\r\n", 400);
  refuses(&service, "PUT /keys/a HTTP/1.1\r\nContent-Length: 101\r\n\r\n", 413);
  refuses(&service,
          "PUT /keys/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
          "40\r\n0123456789012345678901234567890123456789012345678901234567890123\r\n"
          "40\r\n0123456789012345678901234567890123456789012345678901234567890123\r\n",
          413);
  char text[20000];
  snprintf(text, sizeof text, "GET /%01000d HTTP/1.1\r\n\r\n", 0);
  refuses(&service, text, 414);
  snprintf(text, sizeof text, "GET / HTTP/1.1\r\nLong: %019000d\r\n", 0);
  refuses(&service, text, 431);
  service_stop(&service);
}

static void json_of_many_levels_does_not_overflow_the_stack(void **state) {
  (void)state;
  struct service service = START("--body-limit", "10000");
  int fd = dial(service.port);
  enum { LEVELS = 2000 };
  char deep[2 * LEVELS + 1] = "";
  memset(deep, '[', LEVELS);
  memset(deep + LEVELS, ']', LEVELS);
  ask(fd, "/keys/deep", deep);
  struct reply reply = hear(fd);
  assert_int_equal(reply.code, 200);
  memset(deep, '[', 2 * LEVELS);
  ask(fd, "/keys/deep", deep);
  assert_int_equal(hear(fd).code, 400);
  close(fd);
  service_stop(&service);
}

static void a_request_that_does_not_come_in_in_time_is_refused(void **state) {
  (void)state;
  struct service service = START("--receive", "20");
  refuses(&service, "GET /keys/a HTTP/1.1\r\nHalf: a req", 408);
  service_stop(&service);
}

static void a_client_that_asks_nothing_is_let_go(void **state) {
  (void)state;
  struct service service = START("--idle", "20");
  expect_end(dial(service.port));
  service_stop(&service);
}

static void a_client_for_whom_there_is_no_place_is_told(void **state) {
  (void)state;
  struct service service = START("--connections", "1");
  int first = dial(service.port);
  ask(first, "/keys/a", "1");
  expect_reply(first, 200, "1");
  int second = dial(service.port);
  expect_reply(second, 503, "{\"error\":\"too many connections\"}");
  expect_end(second);
  ask(first, "/keys/a", NULL);
  expect_reply(first, 200, "1");
  close(first);
  service_stop(&service);
}

// --- the upstream -------------------------------------------------------------------------------

static void what_is_not_known_is_asked_for_once(void **state) {
  (void)state;
  int upstream;
  struct service service = start_before(&upstream, "--idle", "60000");
  int fd = dial(service.port);
  char question[1000];
  ask(fd, "/keys/far", NULL);
  int asked = take_question(upstream, question, sizeof question);
  assert_non_null(strstr(question, "GET /keys/far HTTP/1.1\r\n"));
  reply_to(asked, 200, "[1, 2]");
  expect_reply(fd, 200, "[1,2]");
  ask(fd, "/keys/far", NULL); // the upstream would not answer any more
  expect_reply(fd, 200, "[1,2]");
  ask(fd, "/keys/nowhere", NULL);
  reply_to(take_question(upstream, question, sizeof question), 404, "null");
  assert_int_equal(hear(fd).code, 404);
  close(fd);
  close(upstream);
  service_stop(&service);
}

static void an_upstream_that_fails_is_told_of(void **state) {
  (void)state;
  int upstream;
  struct service service = start_before(&upstream, "--idle", "60000");
  int fd = dial(service.port);
  char question[1000];
  ask(fd, "/keys/a", NULL);
  reply_to(take_question(upstream, question, sizeof question), 500, "null");
  assert_int_equal(hear(fd).code, 502);
  ask(fd, "/keys/a", NULL);
  reply_to(take_question(upstream, question, sizeof question), 200, "{half");
  assert_int_equal(hear(fd).code, 502);
  ask(fd, "/keys/a", NULL);
  close(take_question(upstream, question, sizeof question));
  assert_int_equal(hear(fd).code, 502);
  close(upstream);
  ask(fd, "/keys/a", NULL);
  assert_int_equal(hear(fd).code, 502);
  close(fd);
  service_stop(&service);
}

static void a_request_that_takes_too_long_is_given_up(void **state) {
  (void)state;
  int upstream;
  struct service service = start_before(&upstream, "--request", "20");
  int fd = dial(service.port);
  char question[1000];
  ask(fd, "/keys/a", NULL);
  int asked = take_question(upstream, question, sizeof question);
  expect_reply(fd, 504, "{\"error\":\"deadline passed\"}");
  expect_end(asked); // its work too
  ask(fd, "/keys/b", "1");
  expect_reply(fd, 200, "1"); // and the connection goes on
  close(fd);
  close(upstream);
  service_stop(&service);
}

static void a_client_that_is_gone_ends_the_work_for_it(void **state) {
  (void)state;
  int upstream;
  struct service service = start_before(&upstream, "--request", "600000");
  int fd = dial(service.port);
  char question[1000];
  ask(fd, "/keys/a", NULL);
  int asked = take_question(upstream, question, sizeof question);
  close(fd);
  expect_end(asked);
  fd = dial(service.port);
  struct reply reply;
  do { // it is counted soon after
    ask(fd, "/stats", NULL);
    reply = hear(fd);
  } while (!strstr(reply.body, "\"abandoned\":1"));
  close(fd);
  close(upstream);
  service_stop(&service);
}

static void several_values_are_asked_for_concurrently(void **state) {
  (void)state;
  int upstream;
  struct service service = start_before(&upstream, "--idle", "60000");
  int fd = dial(service.port);
  ask(fd, "/keys/near", "0");
  expect_reply(fd, 200, "0");
  const char *names = "[\"near\",\"b\",\"c\",\"none\"]";
  char text[200], question[1000];
  snprintf(text, sizeof text, "POST /lookup HTTP/1.1\r\nContent-Length: %zu\r\n\r\n%s",
           strlen(names), names);
  say(fd, text);
  int asked[3];
  char names_asked[3];
  for (int i = 0; i < 3; i++) { // all of them, before one is answered
    asked[i] = take_question(upstream, question, sizeof question);
    names_asked[i] = question[strlen("GET /keys/")];
  }
  for (int i = 2; i >= 0; i--)
    reply_to(asked[i], names_asked[i] == 'n' ? 404 : 200, names_asked[i] == 'b' ? "1" : "2");
  expect_reply(fd, 200, "{\"near\":0,\"b\":1,\"c\":2,\"none\":null}");
  close(fd);
  close(upstream);
  service_stop(&service);
}

// --- streams ------------------------------------------------------------------------------------

static const char stream_head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
                                  "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";

static void changes_are_streamed_until_the_service_ends(void **state) {
  (void)state;
  struct service service = START("--request", "1"); // a stream has no limit of time
  int watching = dial(service.port), gone = dial(service.port), fd = dial(service.port);
  ask(watching, "/watch", NULL);
  expect_text(watching, stream_head);
  ask(gone, "/watch", NULL);
  expect_text(gone, stream_head);
  close(gone);
  ask(fd, "/keys/a", "1");
  assert_int_equal(hear(fd).code, 200);
  expect_text(watching, "17\r\n{\"name\":\"a\",\"value\":1}\n\r\n");
  say(fd, "DELETE /keys/a HTTP/1.1\r\n\r\n");
  assert_int_equal(hear(fd).code, 200);
  expect_text(watching, "d\r\n{\"name\":\"a\"}\n\r\n");
  service_signal(&service, SIGTERM);
  expect_text(watching, "0\r\n\r\n");
  expect_end(watching);
  expect_end(fd);
  assert_int_equal(service_wait(&service), 0);
}

// --- the end ------------------------------------------------------------------------------------

static void the_end_waits_for_the_request_under_way_and_saves(void **state) {
  (void)state;
  char file[] = "/tmp/taskrt-http-XXXXXX", question[1000], content[100] = "";
  int made = mkstemp(file);
  assert_true(made >= 0);
  assert_int_equal(write(made, "{\"old\": 1}", 10), 10);
  close(made);
  int upstream;
  struct service service = start_before(&upstream, "--file", file);
  int busy = dial(service.port), idle = dial(service.port);
  ask(idle, "/keys/old", NULL);
  expect_reply(idle, 200, "1");
  ask(busy, "/keys/new", NULL);
  int asked = take_question(upstream, question, sizeof question);
  service_signal(&service, SIGTERM);
  expect_end(idle);
  wait_until_closed(service.port);
  reply_to(asked, 200, "2");
  struct reply reply = hear(busy);
  assert_int_equal(reply.code, 200);
  assert_string_equal(reply.body, "2");
  assert_true(reply.closes);
  expect_end(busy);
  assert_int_equal(service_wait(&service), 0);
  int saved = open(file, O_RDONLY | O_CLOEXEC);
  assert_true(saved >= 0);
  assert_true(read(saved, content, sizeof content - 1) > 0);
  assert_string_equal(content, "{\n  \"new\": 2,\n  \"old\": 1\n}");
  close(saved);
  assert_int_equal(unlink(file), 0);
  close(upstream);
}

static void a_second_signal_ends_what_is_under_way(void **state) {
  (void)state;
  int upstream;
  char question[1000];
  struct service service = start_before(&upstream, "--grace", "600000");
  int fd = dial(service.port);
  ask(fd, "/keys/a", NULL);
  int asked = take_question(upstream, question, sizeof question);
  service_signal(&service, SIGINT);
  wait_until_closed(service.port); // the first one was heard
  service_signal(&service, SIGINT);
  expect_end(fd);
  expect_end(asked);
  assert_int_equal(service_wait(&service), 0);
  close(upstream);
}

static void the_time_of_grace_has_an_end(void **state) {
  (void)state;
  int upstream;
  char question[1000];
  struct service service = start_before(&upstream, "--grace", "20");
  int fd = dial(service.port);
  ask(fd, "/keys/a", NULL);
  int asked = take_question(upstream, question, sizeof question);
  service_signal(&service, SIGTERM);
  expect_end(fd);
  expect_end(asked);
  assert_int_equal(service_wait(&service), 0);
  close(upstream);
}

static void a_file_that_is_no_json_is_left_as_it_is(void **state) {
  (void)state;
  char file[] = "/tmp/taskrt-http-XXXXXX", content[10] = "";
  int made = mkstemp(file);
  assert_true(made >= 0);
  assert_int_equal(write(made, "[]", 2), 2);
  struct service service = START("--file", file);
  assert_int_equal(service_wait(&service), 1);
  assert_int_equal(pread(made, content, sizeof content, 0), 2);
  assert_string_equal(content, "[]");
  close(made);
  assert_int_equal(unlink(file), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_are_stored_found_and_removed),
      cmocka_unit_test(what_stands_in_no_route_is_refused_and_the_connection_goes_on),
      cmocka_unit_test(requests_sent_ahead_are_answered_in_their_order),
      cmocka_unit_test(a_request_that_comes_byte_by_byte_is_understood),
      cmocka_unit_test(a_client_that_waits_to_be_asked_for_the_body_is),
      cmocka_unit_test(what_is_malformed_or_too_large_is_refused),
      cmocka_unit_test(json_of_many_levels_does_not_overflow_the_stack),
      cmocka_unit_test(a_request_that_does_not_come_in_in_time_is_refused),
      cmocka_unit_test(a_client_that_asks_nothing_is_let_go),
      cmocka_unit_test(a_client_for_whom_there_is_no_place_is_told),
      cmocka_unit_test(what_is_not_known_is_asked_for_once),
      cmocka_unit_test(an_upstream_that_fails_is_told_of),
      cmocka_unit_test(a_request_that_takes_too_long_is_given_up),
      cmocka_unit_test(a_client_that_is_gone_ends_the_work_for_it),
      cmocka_unit_test(several_values_are_asked_for_concurrently),
      cmocka_unit_test(changes_are_streamed_until_the_service_ends),
      cmocka_unit_test(the_end_waits_for_the_request_under_way_and_saves),
      cmocka_unit_test(a_second_signal_ends_what_is_under_way),
      cmocka_unit_test(the_time_of_grace_has_an_end),
      cmocka_unit_test(a_file_that_is_no_json_is_left_as_it_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
