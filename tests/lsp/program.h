// SPDX-License-Identifier: MIT
// A program of three files with one finding that needs all of them: `main.c` starts `work`, which
// is in `work.c` and calls `load`, which is in `load.c` and blocks.
#ifndef ASYNC_LINT_TESTS_LSP_PROGRAM_H
#define ASYNC_LINT_TESTS_LSP_PROGRAM_H

#include "tests/lsp/client.h"

// ---- three files with one finding that needs all of them ----
// `main.c` starts `work`, which is in `work.c` and calls `load`, which is in `load.c` and blocks.

/// The files; and `load.c` when it does not block.
extern const char starts[], works[], loads[], loads_without[];

/// Writes the program and its database into the sandbox.
void put_program(void);

/// The same; a server in whose editor `name` is open with this text, and which has settled.
struct editor open_program(const char *name, const char *text);

// ---- a file and its header, without findings ----
// `load`, on line 6 of `work.c` and line 3 of `work.h`, calls `read_config`, which calls `fopen`.

/// A server in whose editor both are open, and which has settled.
struct editor open_work(json_t *capabilities);

#endif
