// SPDX-License-Identifier: MIT
// "Did you mean": the candidate at the smallest edit distance from a mistyped word.
#include "analyzer/base/arena.h"
#include "analyzer/options/options.h"

#include <stdlib.h>
#include <string.h>

static unsigned smallest(unsigned a, unsigned b, unsigned c) {
  unsigned ab = a < b ? a : b;
  return ab < c ? ab : c;
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
static unsigned distance(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b), width = m + 1;
  unsigned *cell = xcalloc((n + 1) * width, sizeof *cell);
  for (size_t i = 0; i <= n; i++)
    cell[i * width] = (unsigned)i;
  for (size_t j = 0; j <= m; j++)
    cell[j] = (unsigned)j;
  for (size_t i = 1; i <= n; i++)
    for (size_t j = 1; j <= m; j++) {
      unsigned *here = &cell[i * width + j];
      unsigned change = here[-(ptrdiff_t)width - 1] + (a[i - 1] != b[j - 1]);
      *here = smallest(here[-1] + 1, here[-(ptrdiff_t)width] + 1, change);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        unsigned swapped = cell[(i - 2) * width + j - 2] + 1;
        *here = swapped < *here ? swapped : *here;
      }
    }
  unsigned result = cell[n * width + m];
  free(cell);
  return result;
}

void suggest(struct text *message, const char *word, const char *const *candidates, size_t count) {
  size_t length = strlen(word);
  if (length > 60)
    return;
  unsigned best = (unsigned)(length / 3 + 1) + 1;
  const char *nearest = NULL;
  for (size_t i = 0; i < count; i++) {
    if (strlen(candidates[i]) > 120)
      continue;
    unsigned d = distance(word, candidates[i]);
    // A word that was typed as the beginning of another is near it.
    if (length >= 3 && strncmp(word, candidates[i], length) == 0)
      d = 1;
    if (d < best) {
      best = d;
      nearest = candidates[i];
    }
  }
  if (nearest)
    text_printf(message, " (did you mean `%s`?)", nearest);
}
