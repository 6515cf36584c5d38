// SPDX-License-Identifier: MIT
// The arena of stacks. Address space is reserved once and opened for use in chunks, so that it
// works under strict overcommit too; a slot gets its guard when it is first used. A slot without
// one keeps the room for it: an overflow that ends there harms nobody before the canary tells.
#include "stack/stack.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stack/context.h"
#include "stack/sanitizer.h"

#if defined(TASK__ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#endif
#if defined(TASK__VALGRIND)
#include <valgrind/valgrind.h>
#endif

#if !defined(MADV_GUARD_INSTALL)
#define MADV_GUARD_INSTALL 102 // Linux 6.13
#endif

#if defined(TASK__ASAN) || defined(TASK__TSAN)
#define DEFAULT_SLOT ((size_t)256 << 10)
#else
#define DEFAULT_SLOT ((size_t)64 << 10)
#endif
#define DEFAULT_STACKS ((size_t)1 << 20)
#define VALGRIND_STACKS ((size_t)1 << 14)
#define FEWEST_STACKS ((size_t)64)
#define LARGEST_SLOT ((size_t)64 << 20)
#define MOST_STACKS ((size_t)1 << 28)
#define CHUNK_STACKS ((size_t)256)

// Two mappings a guard: half of the usual limit of 65,530 stays free for the program.
enum { MPROTECT_GUARDS = 16000, CACHE_STACKS = 64 };

enum { CANARY_WORDS = 8 };
static const uint64_t canary = 0x5ca1ab1e0ddba115;

enum method { BY_MADVISE, BY_MPROTECT, UNGUARDED };

static struct {
  char *base; // aligned to slot_size
  void *mapping;
  size_t mapping_size;
  size_t slot_size;
  size_t guard_size;
  size_t slots;
  size_t cache_limit; // most stacks of one cache
  enum method method;
  atomic_size_t used;   // slots that have been handed out once; changed under the lock
  pthread_mutex_t lock; // guards everything below
  struct stack *depot;
  size_t opened; // slots that are readable and writable
  size_t mprotected;
  bool said;
} arena = {.lock = PTHREAD_MUTEX_INITIALIZER};

// The arena's lock is held.
static void say_unguarded(const char *why, int error) {
  if (arena.said)
    return;
  arena.said = true;
  fprintf(
      stderr,
      "taskrt: further stacks have a canary instead of a guard, which tells of an overflow only "
      "when the task suspends or ends: %s (%s)\n",
      why, task_strerror(-error));
}

static size_t page_size(void) {
  return (size_t)sysconf(_SC_PAGESIZE);
}

// Compilers probe every 64 KiB on aarch64 (-fstack-clash-protection), every page on x86-64.
static size_t guard_size(void) {
#if defined(__aarch64__)
  return (size_t)64 << 10;
#else
  return page_size();
#endif
}

static size_t round_up_to_power_of_two(size_t size) {
  size_t power = 1;
  while (power < size)
    power *= 2;
  return power;
}

// True when the kernel refuses to read `address`. Some emulators accept every advice and do
// nothing.
static bool unreadable(const void *address) {
  int ends[2];
  if (pipe(ends) != 0)
    return false;
  bool refused = write(ends[1], address, 1) == -1 && errno == EFAULT;
  close(ends[0]);
  close(ends[1]);
  return refused;
}

// Tries the light guard on the first slot, which is open.
static enum method probe(enum task_guard wanted) {
  if (wanted == TASK_GUARD_NONE)
    return UNGUARDED;
  if (wanted == TASK_GUARD_AUTO && madvise(arena.base, arena.guard_size, MADV_GUARD_INSTALL) == 0 &&
      unreadable(arena.base))
    return BY_MADVISE;
  return BY_MPROTECT;
}

static int open_chunk(void) {
  size_t count =
      arena.slots - arena.opened < CHUNK_STACKS ? arena.slots - arena.opened : CHUNK_STACKS;
  char *start = arena.base + arena.opened * arena.slot_size;
  if (count == 0 || mprotect(start, count * arena.slot_size, PROT_READ | PROT_WRITE) != 0)
    return TASK_ENOMEM;
  arena.opened += count;
  return 0;
}

static int reserve(size_t slots) {
  size_t size;
  if (__builtin_mul_overflow(slots + 1, arena.slot_size, &size))
    return TASK_ENOMEM;
  void *mapping =
      mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (mapping == MAP_FAILED)
    return TASK_ENOMEM;
  uintptr_t aligned = ((uintptr_t)mapping + arena.slot_size - 1) & ~(arena.slot_size - 1);
  arena.mapping = mapping;
  arena.mapping_size = size;
  arena.base = (char *)mapping + (aligned - (uintptr_t)mapping);
  arena.slots = slots;
  return 0;
}

static int reserve_default(void) {
  size_t slots = DEFAULT_STACKS;
#if defined(TASK__VALGRIND)
  if (RUNNING_ON_VALGRIND)
    slots = VALGRIND_STACKS;
#endif
  while (reserve(slots) != 0) {
    slots /= 2;
    if (slots < FEWEST_STACKS)
      return TASK_ENOMEM;
  }
  return 0;
}

static int measure(size_t slot_size) {
  arena.guard_size = guard_size();
  size_t least = 2 * arena.guard_size > 4 * page_size() ? 2 * arena.guard_size : 4 * page_size();
  if (slot_size == 0)
    slot_size = DEFAULT_SLOT > least ? DEFAULT_SLOT : least;
  if (slot_size > LARGEST_SLOT)
    return TASK_EINVAL;
  arena.slot_size = round_up_to_power_of_two(slot_size < least ? least : slot_size);
  return 0;
}

int stack__open_arena(size_t slot_size, size_t max_stacks, enum task_guard guard, unsigned caches) {
  int status = measure(slot_size);
  if (status != 0 || max_stacks > MOST_STACKS || guard > TASK_GUARD_NONE)
    return TASK_EINVAL;
  arena.depot = NULL;
  arena.opened = arena.mprotected = 0;
  arena.said = false;
  status = max_stacks ? reserve(max_stacks) : reserve_default();
  if (status == 0 && (status = open_chunk()) != 0)
    munmap(arena.mapping, arena.mapping_size);
  if (status != 0)
    return status;
  arena.method = probe(guard);
  // A free stack in the cache of one worker is out of reach for the others.
  arena.cache_limit = arena.slots / 16 / caches;
  if (arena.cache_limit > CACHE_STACKS)
    arena.cache_limit = CACHE_STACKS;
  return 0;
}

static char *slot_of(const struct stack *stack) {
  return (char *)((uintptr_t)stack & ~(arena.slot_size - 1));
}

static struct stack *header_of(char *slot) {
  return (struct stack *)(void *)(slot + arena.slot_size - sizeof(struct stack));
}

void *stack__bottom(const struct stack *stack) {
  return slot_of(stack) + arena.guard_size;
}

size_t stack__size(const struct stack *stack) {
  size_t size = (size_t)((const char *)stack - slot_of(stack)) - arena.guard_size;
  return size & ~(size_t)15;
}

static void forget(struct stack *stack) {
  context__fiber_destroy(stack->fiber);
#if defined(TASK__VALGRIND)
  VALGRIND_STACK_DEREGISTER(stack->valgrind_id);
#endif
#if defined(TASK__ASAN)
  __lsan_unregister_root_region(stack__bottom(stack), stack__size(stack));
  __asan_unpoison_memory_region(slot_of(stack), arena.slot_size);
#endif
}

void stack__close_arena(void) {
  for (size_t i = 0; i < arena.used; i++)
    forget(header_of(arena.base + i * arena.slot_size));
  munmap(arena.mapping, arena.mapping_size);
  arena.mapping = NULL;
  arena.base = NULL;
  arena.slots = arena.opened = 0;
  arena.used = 0;
}

// The arena's lock is held. Returns false when the slot has no guard; unless that was asked for, it
// is said.
static bool guard(char *slot) {
  switch (arena.method) {
  case BY_MADVISE:
    if (madvise(slot, arena.guard_size, MADV_GUARD_INSTALL) == 0)
      return true;
    say_unguarded("`madvise` refused", errno);
    return false;
  case BY_MPROTECT:
    if (arena.mprotected >= MPROTECT_GUARDS) {
      say_unguarded("too many mappings, Linux 6.13 needs none", ENOMEM);
      return false;
    }
    if (mprotect(slot, arena.guard_size, PROT_NONE) != 0) {
      say_unguarded("`mprotect` refused", errno);
      return false;
    }
    arena.mprotected++;
    return true;
  case UNGUARDED:
    break;
  }
  return false;
}

static void plant_canary(struct stack *stack) {
  uint64_t *words = stack__bottom(stack);
  for (size_t i = 0; i < CANARY_WORDS; i++)
    words[i] = canary;
}

// Not instrumented: the frames that went too far may have poisoned these words.
TASK__UNINSTRUMENTED bool stack__intact(const struct stack *stack) {
  if (stack->guarded)
    return true;
  const uint64_t *words = stack__bottom(stack);
  for (size_t i = 0; i < CANARY_WORDS; i++)
    if (words[i] != canary)
      return false;
  return true;
}

// The arena's lock is held.
static struct stack *make(char *slot) {
  struct stack *stack = header_of(slot);
  *stack = (struct stack){.fiber = context__fiber_create(), .guarded = guard(slot)};
  if (!stack->guarded)
    plant_canary(stack);
#if defined(TASK__VALGRIND)
  stack->valgrind_id = VALGRIND_STACK_REGISTER(slot + arena.guard_size, (char *)stack - 1);
#endif
#if defined(TASK__ASAN)
  // What only a suspended task holds is not lost when the program ends without stopping.
  __lsan_register_root_region(stack__bottom(stack), stack__size(stack));
#endif
  return stack;
}

static struct stack *take_from_depot(void) {
  pthread_mutex_lock(&arena.lock);
  struct stack *stack = arena.depot;
  if (stack) {
    arena.depot = stack->next;
  } else if (arena.used < arena.opened || open_chunk() == 0) {
    stack = make(arena.base + arena.used * arena.slot_size);
    arena.used++;
  }
  pthread_mutex_unlock(&arena.lock);
  return stack;
}

struct stack *stack__take(struct stack_cache *cache, const struct task *owner) {
  struct stack *stack = cache->head;
  if (stack) {
    cache->head = stack->next;
    cache->count--;
  } else if (!(stack = take_from_depot())) {
    return NULL;
  }
  stack->owner = owner;
#if defined(TASK__ASAN)
  __asan_unpoison_memory_region(stack__bottom(stack), stack__size(stack));
#endif
  return stack;
}

static void give_to_depot(struct stack *stack) {
  pthread_mutex_lock(&arena.lock);
  stack->next = arena.depot;
  arena.depot = stack;
  pthread_mutex_unlock(&arena.lock);
}

void stack__give(struct stack_cache *cache, struct stack *stack) {
  stack->owner = NULL;
  if (cache->count < arena.cache_limit) {
    stack->next = cache->head;
    cache->head = stack;
    cache->count++;
    return;
  }
  give_to_depot(stack);
}

void stack__flush(struct stack_cache *cache) {
  while (cache->head) {
    struct stack *stack = cache->head;
    cache->head = stack->next;
    give_to_depot(stack);
  }
  cache->count = 0;
}

const struct stack *stack__guarded_by(const void *address) {
  uintptr_t base = (uintptr_t)arena.base;
  uintptr_t offset = (uintptr_t)address - base;
  if (base == 0 || offset / arena.slot_size >= arena.used)
    return NULL;
  if (offset % arena.slot_size >= arena.guard_size)
    return NULL;
  return header_of(arena.base + offset / arena.slot_size * arena.slot_size);
}
