// SPDX-License-Identifier: MIT
// The language server: LSP 3.17 on standard input and output.
#ifndef ASYNC_LINT_LSP_H
#define ASYNC_LINT_LSP_H

#include "analyzer/options/options.h"

/// Serves until the editor says `exit` or closes its end. Returns the exit status: 0 after
/// `shutdown`, else 1; 2 when it cannot begin.
int lsp_run(const struct options *options);

#endif
