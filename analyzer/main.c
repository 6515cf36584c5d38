// SPDX-License-Identifier: MIT
// The program async-lint: arguments in, exit status out.
#include "analyzer/run/run.h"

int main(int argc, char **argv) {
  return run_main(argc, (const char *const *)argv);
}
