// SPDX-License-Identifier: MIT
// What holds in this run: the command line over the configuration files.
#ifndef ASYNC_LINT_SETTINGS_H
#define ASYNC_LINT_SETTINGS_H

#include "analyzer/config/config.h"
#include "analyzer/findings/finding.h"
#include "analyzer/options/options.h"
#include "analyzer/project/project.h"
#include "analyzer/rule.h"

/// Zero-initialise; settings_close() at the end.
struct settings {
  struct options options; // with the specs and fail-on of the configuration
  struct configs configs;
  const struct config *base;    // of the working directory, or of the one file that is checked
  struct rule_selection chosen; // by --rules
  const char **specs;
};

/// Reads the configuration that holds for the run as a whole. False after saying what is wrong.
bool settings_open(struct settings *settings, const struct options *options,
                   const struct word_list *paths);

/// Reads the configurations of all units, and finds out which rules are to run: those that some
/// file has on, or those of --rules. False after saying what is wrong.
bool settings_select(struct settings *settings, const struct project *project,
                     struct rule_selection *selection);

/// Gives findings the levels of their files' configurations, and takes those out whose rule is off
/// there or whose file is excluded. False after saying what is wrong.
bool settings_apply(struct settings *settings, struct findings *findings);

void settings_close(struct settings *settings);

#endif
