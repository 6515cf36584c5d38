// SPDX-License-Identifier: MIT
// The worker program: answers requests for units over two pipes. A process of its own, because
// libclang may crash or hang; its thread has a large stack, because parsing recurses deeply.
#include "analyzer/frontend/frontend.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { REQUESTS = 3, REPLIES = 4 };

static const size_t STACK_SIZE = (size_t)256 << 20;
static const uint32_t MAX_REQUEST = 64u << 20;
static const uint32_t MAX_STRINGS = 1u << 16;

/// How the program was started, and how it ends.
struct job {
  int argc;
  char **argv;
  int status;
};

// ---- bytes ----

static bool read_all(void *data, size_t size) {
  char *at = data;
  while (size) {
    ssize_t got = read(REQUESTS, at, size);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return false;
    at += got;
    size -= (size_t)got;
  }
  return true;
}

static bool write_all(const void *data, size_t size) {
  const char *at = data;
  while (size) {
    ssize_t put = write(REPLIES, at, size);
    if (put < 0 && errno == EINTR)
      continue;
    if (put <= 0)
      return false;
    at += put;
    size -= (size_t)put;
  }
  return true;
}

static uint32_t decode(const unsigned char *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
         (uint32_t)bytes[3] << 24;
}

static bool send_reply(const struct text *blob) {
  if (blob->length > UINT32_MAX)
    return false;
  uint32_t length = (uint32_t)blob->length;
  unsigned char head[4] = {(unsigned char)length, (unsigned char)(length >> 8),
                           (unsigned char)(length >> 16), (unsigned char)(length >> 24)};
  return write_all(head, sizeof head) && write_all(blob->data, blob->length);
}

// ---- requests ----

/// The strings of a request: path, directory, arguments; and texts of editors. In an arena.
struct request {
  const char **strings;
  uint32_t count;
  bool keep;
  const char *here;
  uint32_t share;
  uint64_t own;
  uint32_t text_count;
  struct frontend_text *texts;
};

/// What is left of a request while it is read.
struct bytes {
  const unsigned char *at, *end;
  bool bad;
};

static uint32_t take_u32(struct bytes *bytes) {
  if (bytes->end - bytes->at < 4) {
    bytes->bad = true;
    return 0;
  }
  bytes->at += 4;
  return decode(bytes->at - 4);
}

static const char *take_string(struct arena *arena, struct bytes *bytes, size_t *length) {
  uint32_t size = take_u32(bytes);
  if ((size_t)(bytes->end - bytes->at) < size) {
    bytes->bad = true;
    size = 0;
  }
  bytes->at += size;
  *length = size;
  return arena_string_n(arena, (const char *)bytes->at - size, size);
}

static void take_texts(struct arena *arena, struct bytes *bytes, struct request *request) {
  size_t length;
  uint32_t how = take_u32(bytes);
  request->keep = how & 1;
  uint32_t count = take_u32(bytes);
  if (count > MAX_STRINGS || bytes->bad) {
    bytes->bad = true;
    return;
  }
  request->texts = ARENA_ARRAY(arena, struct frontend_text, count);
  request->text_count = count;
  for (uint32_t i = 0; i < count && !bytes->bad; i++) {
    request->texts[i].path = take_string(arena, bytes, &length);
    request->texts[i].data = take_string(arena, bytes, &request->texts[i].length);
  }
  if (how & 2 && !bytes->bad)
    request->here = take_string(arena, bytes, &length);
  if (how & 4 && !bytes->bad) {
    request->share = take_u32(bytes);
    request->own = take_u32(bytes);
    request->own |= (uint64_t)take_u32(bytes) << 32;
  }
}

static bool split_request(struct arena *arena, const unsigned char *data, uint32_t length,
                          struct request *request) {
  struct bytes bytes = {data, data + length, false};
  size_t size;
  request->count = take_u32(&bytes);
  if (request->count < 2 || request->count > MAX_STRINGS)
    return false;
  request->strings = ARENA_ARRAY(arena, const char *, request->count);
  for (uint32_t i = 0; i < request->count && !bytes.bad; i++)
    request->strings[i] = take_string(arena, &bytes, &size);
  if (!bytes.bad && bytes.at < bytes.end)
    take_texts(arena, &bytes, request);
  return !bytes.bad && bytes.at == bytes.end;
}

static bool read_request(struct arena *arena, struct request *request) {
  unsigned char head[4];
  if (!read_all(head, sizeof head))
    return false;
  uint32_t length = decode(head);
  if (length > MAX_REQUEST)
    return false;
  unsigned char *data = arena_alloc(arena, length);
  return read_all(data, length) && split_request(arena, data, length, request);
}

static bool answer(struct frontend *frontend, const struct request *request) {
  struct ir_pool pool;
  struct arena names = {0}; // lasts, while each function goes as soon as it is in `code`
  struct ir_code code = {0};
  struct text blob = {0};
  ir_pool_init(&pool);
  pool.names.arena = &names;
  struct frontend_request what = {.path = request->strings[0],
                                  .directory = request->strings[1],
                                  .arguments = request->strings + 2,
                                  .argument_count = request->count - 2,
                                  .texts = request->texts,
                                  .text_count = request->text_count,
                                  .keep = request->keep,
                                  .here = request->here,
                                  .share = request->share,
                                  .own = request->own,
                                  .code = request->keep ? NULL : &code};
  struct ir_unit *unit = frontend_read(frontend, &pool, &what);
  ir_write_unit_code(&blob, unit, &code);
  bool sent = send_reply(&blob);
  text_free(&blob);
  ir_code_free(&code);
  ir_pool_free(&pool);
  arena_free(&names);
  return sent;
}

// Everything asked for is absolute. Where a `lib/clang/VERSION` lies below the current folder, as
// it does in `/` and `/usr`, libclang takes its own headers from there, and may find none.
static void leave_folder(void) {
  if (chdir("/proc") != 0 && chdir("/dev") != 0)
    fputs("async-lint-worker: the current folder stays\n", stderr);
}

static int serve(void) {
  leave_folder();
  struct frontend *frontend = frontend_create();
  if (!frontend)
    return 2;
  for (bool going = true; going;) {
    struct arena arena = {0};
    struct request request = {0};
    going = read_request(&arena, &request) && answer(frontend, &request);
    arena_free(&arena);
    if (going && request.keep)
      frontend_warm(frontend); // nobody waits now: whoever asked has the answer
  }
  frontend_destroy(frontend);
  return 0;
}

// libclang prints to these at times.
static void silence(void) {
  if (getenv("ASYNC_LINT_WORKER_DEBUG"))
    return;
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0)
    return;
  dup2(null, STDOUT_FILENO);
  dup2(null, STDERR_FILENO);
  close(null);
}

// ---- --dump FILE -- ARGUMENTS ----

static int dump(int argc, char **argv) {
  char directory[PATH_MAX];
  if (argc < 3 || (argc > 3 && strcmp(argv[3], "--") != 0)) {
    fputs("usage: async-lint-worker --dump FILE [-- ARGUMENTS]\n", stderr);
    return 2;
  }
  struct frontend *frontend = frontend_create();
  if (!frontend || !getcwd(directory, sizeof directory)) {
    fputs("async-lint-worker: libclang cannot be used\n", stderr);
    frontend_destroy(frontend);
    return 2;
  }
  unsigned count = argc > 4 ? (unsigned)(argc - 4) : 0;
  const char **arguments = xcalloc(count, sizeof *arguments);
  for (unsigned i = 0; i < count; i++)
    arguments[i] = argv[4 + i];
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct ir_unit *unit = frontend_parse(frontend, &pool, argv[2], directory, arguments, count);
  ir_print_unit(stdout, unit);
  int status = unit->failure ? 1 : 0;
  ir_pool_free(&pool);
  free(arguments);
  frontend_destroy(frontend);
  return status;
}

// ---- the program ----

static void *run(void *data) {
  struct job *job = data;
  if (job->argc > 1 && strcmp(job->argv[1], "--version") == 0) {
    puts(frontend_version());
  } else if (job->argc > 1 && strcmp(job->argv[1], "--dump") == 0) {
    job->status = dump(job->argc, job->argv);
  } else if (job->argc > 1 || fcntl(REQUESTS, F_GETFD) < 0 || fcntl(REPLIES, F_GETFD) < 0) {
    fputs("async-lint-worker is started by async-lint\n", stderr);
    job->status = 2;
  } else {
    silence();
    job->status = serve();
  }
  return NULL;
}

int main(int argc, char **argv) {
  struct job job = {argc, argv, 0};
  struct rlimit no_core = {0, 0};
  pthread_attr_t attributes;
  pthread_t thread;
  setrlimit(RLIMIT_CORE, &no_core);
  setenv("LIBCLANG_NOTHREADS", "1", 1);
  pthread_attr_init(&attributes);
  if (pthread_attr_setstacksize(&attributes, STACK_SIZE) != 0 ||
      pthread_create(&thread, &attributes, run, &job) != 0) {
    fputs("async-lint-worker: no memory for a stack of 256 MB\n", stderr);
    return 2;
  }
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
  return job.status;
}
