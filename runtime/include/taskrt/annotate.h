// SPDX-License-Identifier: MIT
// The annotation that carries a function's asynchronous contract to async-lint. This file needs
// nothing else and may be copied into any project.
#ifndef TASKRT_ANNOTATE_H
#define TASKRT_ANNOTATE_H

/// States a contract in the words of async-lint's API spec, separated by `;`:
/// `int load(task *t) ASYNC_LINT("suspends; takes t");`. Operands are parameter names. May stand on
/// functions, parameters, fields and typedefs. Only clang keeps it; other compilers see nothing.
#if defined(__clang__)
#define ASYNC_LINT(words) __attribute__((annotate("async-lint: " words)))
#else
#define ASYNC_LINT(words)
#endif

#endif
