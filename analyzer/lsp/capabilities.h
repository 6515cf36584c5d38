// SPDX-License-Identifier: MIT
// What the editor and the server can do, as they tell each other in `initialize`.
#ifndef ASYNC_LINT_LSP_CAPABILITIES_H
#define ASYNC_LINT_LSP_CAPABILITIES_H

#include "analyzer/lsp/engine.h"

/// What the editor understands.
void capabilities_read(const json_t *capabilities, struct client *client);

/// What the server offers to it.
json_t *capabilities_offered(const struct client *client);

#endif
