// Crawls sites under deadlines of its own.
#ifndef CRAWLER_H
#define CRAWLER_H

#include <taskrt/task.h>

/// Crawls `site` for at most a second.
int crawl_for_a_second(void *site);

/// Crawls `site` until crawl_stop().
int crawl_until_stopped(void *site);

/// Ends crawl_until_stopped().
void crawl_stop(void);

/// Crawls `site` twice; only the first time has a deadline.
int crawl_twice(void *site);

#endif
