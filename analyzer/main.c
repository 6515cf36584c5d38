// SPDX-License-Identifier: MIT
// The program async-lint: arguments in, exit status out.
#include "analyzer/run/run.h"

#include <signal.h>

int main(int argc, char **argv) {
  // A limit on file sizes is an error of a write, to be told as a full disk is, and not the end.
  signal(SIGXFSZ, SIG_IGN);
  return run_main(argc, (const char *const *)argv);
}
