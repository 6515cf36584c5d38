// SPDX-License-Identifier: MIT
// What the tests about the project share.
#ifndef TESTS_PROJECT_PROJECT_H
#define TESTS_PROJECT_PROJECT_H

#include "tests/project/catalogue.h"
#include "tests/project/tree.h"

/// How many mistakes the running test has found.
extern unsigned mistakes;

/// True when a test was left out, for the exit status.
extern bool skipped;

/// Says what is wrong; the test goes on, and fails at its end.
void mistake(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define PROJECT_TEST(name) void name(void **state);
#include "tests/project/project_tests.def"
#undef PROJECT_TEST

#endif
