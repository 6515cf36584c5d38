// SPDX-License-Identifier: MIT
// For tests that work on the text form: reading it, printing it, and a unit in which everything
// occurs that a unit may hold.
#ifndef ASYNC_LINT_IR_SUPPORT_H
#define ASYNC_LINT_IR_SUPPORT_H

#include "analyzer/ir/ir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/// Every construct, as ir_print_unit() writes it.
static const char everything[] =
    "unit \"/src/a.c\"\n"
    "include \"/src/a.c\" 0123456789abcdeffedcba9876543210\n"
    "include \"/usr/include/unistd.h\" 00000000000000000000000000000001 system\n"
    "include \"/src/\\xe9 \\\"odd\\\" \\\\.h\" 00000000000000000000000000000000\n"
    "declare @read result \"ssize_t\" system in-header header \"<unistd.h>\""
    " (fd \"int\", buf \"void *\" words \"borrows\", \"\" \"size_t\") words \"blocks; once\""
    " !\"/usr/include/unistd.h\":371:16-371:20+13445:4\n"
    "declare @local@/src/a.c \"other\" static noreturn warn-unused variadic defined !5:1\n"
    "declare field @ops.read result \"int\" (\"\" \"void *\")\n"
    "declare typedef @task_fn result \"int\" in-header\n"
    "function @serve@/src/a.c result \"int\" static inline variadic setjmp end 40"
    " !3:5-3:10+20:5 {\n"
    "  param %conn \"conn *\" !3:11\n"
    "  param %\"\" \"int\"\n"
    "  local %t \"task *\" addressed !4:9-4:10+44:1\n"
    "  local %t#2 \"task\" record size 128\n"
    "  local %names \"char *[4]\" size open\n"
    "  local %done \"bool\" volatile\n"
    "  local %fn \"int (*)(void *)\"\n"
    "  local %later \"task_fn\" pointer\n"
    "  local %odd \"int *\" not-pointer\n"
    "  local %row \"int [3]\" not-array\n"
    "  global %\"count@/src/a.c\" \"int\" addressed thread-local\n"
    "  temp %t1 \"int\"\n"
    "  bb0:\n"
    "    %t = call @task_run(@work@/src/a.c, null, 0 !5:20, %conn->conn.token, {0}, ?,"
    " \"a\\tb\\n\\x01\", &%t, &%\"count@/src/a.c\", -9223372036854775808) !5:3-5:40+60:37\n"
    "    call @close(%conn->conn.fd) unused void commented !6:3/arg(CHECK)\n"
    "    %t1 = call %conn->conn.ops->ops.read(9223372036854775807) tail"
    " !7:3/body(READ \"/src/a.h\":2:5)\n"
    "    call *%conn(%t) slot none !8:3/body(?)\n"
    "    call %later() slot @ops.read !none\n"
    "    call %names[*]->a.b() !9:1\n"
    "    call ?() !9:2\n"
    "    call ?() slot @ops.read !9:3\n"
    "    call %conn() !9:4\n"
    "    %t1 = %t1 + 1\n"
    "    %t1 = %t1 & &%t !10:1\n"
    "    %t1 = %t1 - -1\n"
    "    %t1 = %t1 % *%t\n"
    "    %t1 = %t1 != null\n"
    "    %t1 = %t1 << %t1\n"
    "    %t1 = %t1 ~ ?\n"
    "    %t#2.task.state = move %names[2]\n"
    "    *%conn = move {0}\n"
    "    **%conn = move ?\n"
    "    (*%conn)[-3] = move *%conn->conn.next\n"
    "    (**%conn)->a.b = move 1\n"
    "    (*%conn->conn.next->conn.next)... = move (*%names[*])->\"/src/a.c:12.fd\"\n"
    "    *%names[1].\"fd\"[*] = move @f\n"
    "    havoc %done\n"
    "    escape &%t !\"/src/a.h\":3:1\n"
    "    deref %conn\n"
    "    use %done !none\n"
    "    cleanup @free_task(&%t) !11:1\n"
    "    dead %t\n"
    "    br %t == null, bb1, bb2 !12:7\n"
    "  bb1 again:\n"
    "    switch %t1, 1: bb1, 2..5: bb2, -7..-6: bb3, default: bb3 !13:3\n"
    "  bb2 \"odd label\":\n"
    "    br %t1 >= -1, bb3, bb4\n"
    "  bb3:\n"
    "    multi bb1, bb2, bb4\n"
    "  bb4:\n"
    "    switch 4, default: bb5\n"
    "  bb5:\n"
    "    jump bb6\n"
    "  bb6:\n"
    "    br %t1 < 0, bb7, bb8\n"
    "  bb7:\n"
    "    ret %t1 !39:3\n"
    "  bb8:\n"
    "    multi\n"
    "  bb9:\n"
    "    ret\n"
    "  bb10:\n"
    "    ret ?\n"
    "  bb11:\n"
    "    unreachable !39:9\n"
    "}\n"
    "function @\"in header\" \"helper\" tainted in-header problem \"unknown type `x`\""
    " !\"/src/a.h\":9:1 {\n"
    "  bb0:\n"
    "    call @f() !10:3\n"
    "    call @g() !\"/src/a.c\":11:3\n"
    "    ret\n"
    "}\n"
    "function @deep too-deep problem \"nested\" !none {\n"
    "  bb0:\n"
    "    call @f() !10:3\n"
    "    ret\n"
    "}\n"
    "fact @ops.read @read !15:3\n"
    "fact @\"a b\" @local@/src/a.c\n"
    "allow line \"blocking-call,dropped-task\" reason \"because\" !12:3\n"
    "allow line \"*\" covers 13 !12:30\n"
    "allow function \"*\" covers 20 !19:1\n"
    "allow file \"*\" !\"/src/a.h\":1:1\n"
    "problem \"expected `;`\" !14:2\n"
    "problem \"too many errors\"\n";

/// The unit that `text` describes; fails the test with the reader's message.
static inline struct ir_unit *read_text(struct ir_pool *pool, const char *text) {
  const char *error = NULL;
  struct ir_unit *unit = ir_parse_unit(pool, text, strlen(text), &error);
  if (!unit)
    fail_msg("%s", error);
  return unit;
}

/// The text of a unit; free() it.
static inline char *text_of(const struct ir_unit *unit) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  ir_print_unit(out, unit);
  fclose(out);
  return text;
}

/// Fails with the first line in which the texts differ.
static inline void same_text(const char *text, const char *expected) {
  while (*text || *expected) {
    size_t a = strcspn(text, "\n"), b = strcspn(expected, "\n");
    if (a != b || strncmp(text, expected, a) != 0)
      fail_msg("\n`%.*s`\n  is not\n`%.*s`", (int)a, text, (int)b, expected);
    text += a + (text[a] == '\n');
    expected += b + (expected[b] == '\n');
  }
}

/// The text of a unit is `expected`.
static inline void has_text(const struct ir_unit *unit, const char *expected) {
  char *text = text_of(unit);
  same_text(text, expected);
  assert_int_equal(strlen(text), strlen(expected));
  free(text);
}

#endif
