// SPDX-License-Identifier: MIT
// Checks a JSON value against a JSON Schema, for the keywords our schema uses.
#ifndef ASYNC_LINT_TESTS_JSON_SCHEMA_H
#define ASYNC_LINT_TESTS_JSON_SCHEMA_H

#include "analyzer/base/text.h"

#include <jansson.h>

/// True when `value` is valid under `schema` (draft 2020-12). A keyword that is not known here
/// makes it false: nothing is passed over in silence. `problem` says where and why.
bool schema_accepts(const json_t *schema, const json_t *value, struct text *problem);

#endif
