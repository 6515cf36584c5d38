// SPDX-License-Identifier: MIT
// Which pages are cheaper to touch is not known beforehand. Huge ones take a third of the time
// where the memory is at hand. In a virtual machine whose host has taken the free ones back they
// take many times as long as small ones, which come from what was in use a short while ago; so each
// reservation tries a huge one and looks at the clock.
#include "system/pages.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <time.h>

#include "system/memory.h"

#if !defined(MADV_POPULATE_WRITE)
#define MADV_POPULATE_WRITE 23 // Linux 5.14; others refuse it, and pages are touched one by one
#endif

enum { RESERVATION = 32 << 20, HUGE_PAGE = 2 << 20, SMALL_STEP = 256 << 10 };
// A huge page that took longer than that was not at hand: small ones take half of it.
enum { HUGE_PAGE_NANOSECONDS = 1000000 };
// So many reservations do without huge pages then, before one tries again.
enum { WITHOUT = 4 };

struct pages {
  char *memory, *touched, *end;
  bool huge;
  void *mapping;
};

static unsigned without; // reservations that are to do without huge pages

static uint64_t processor_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void use_small_pages(struct pages *pages) {
  pages->huge = false;
  if (pages->touched < pages->end)
    (void)madvise(pages->touched, (size_t)(pages->end - pages->touched), MADV_NOHUGEPAGE);
}

static void touch_more(struct pages *pages) {
  size_t step = pages->huge ? HUGE_PAGE : SMALL_STEP;
  uint64_t begin = pages->huge ? processor_time() : 0;
  if (madvise(pages->touched, step, MADV_POPULATE_WRITE) != 0) {
    pages->touched = pages->end; // as they are used, then
    return;
  }
  pages->touched += step;
  if (!pages->huge || processor_time() - begin <= HUGE_PAGE_NANOSECONDS)
    return;
  without = WITHOUT;
  use_small_pages(pages);
}

struct pages *pages__reserve(size_t *size) {
  struct pages *pages = memory__allocate(sizeof *pages);
  void *mapping = MAP_FAILED;
  if (pages)
    mapping = mmap(NULL, RESERVATION + HUGE_PAGE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping == MAP_FAILED) {
    memory__free(pages);
    return NULL;
  }
  uintptr_t begin = ((uintptr_t)mapping + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
  pages->mapping = mapping;
  pages->memory = pages->touched = (char *)begin;
  pages->end = pages->memory + RESERVATION;
  pages->huge = without == 0;
  if (pages->huge)
    (void)madvise(pages->memory, RESERVATION, MADV_HUGEPAGE);
  else
    use_small_pages(pages);
  without -= without > 0;
  touch_more(pages);
  *size = RESERVATION;
  return pages;
}

void *pages__memory(const struct pages *pages) {
  return pages->memory;
}

void pages__touch(struct pages *pages, const char *end) {
  while (end > pages->touched)
    touch_more(pages);
}

void pages__give(struct pages *pages) {
  (void)munmap(pages->mapping, RESERVATION + HUGE_PAGE);
  memory__free(pages);
}
