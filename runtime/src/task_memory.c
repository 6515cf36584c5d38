// SPDX-License-Identifier: MIT
// Blocks of task objects. Most lie in chunks of one size each; those that are large, that outlive
// the runtime, or that a checking tool or an allocator of the program shall see one by one are
// allocated singly and are in a list.
#include "task_memory.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "stack/sanitizer.h"
#include "system/barrier.h"
#include "system/memory.h"
#include "system/pages.h"
#include "task_object.h"

#if defined(TASK__VALGRIND)
#include <valgrind/valgrind.h>
#endif

enum { STEP = 8, CLASSES = 64, CACHE = 256, BATCH = 128, MOST_GIVERS = 4096 };
// A class that has come to so many chunks gets large ones: touching a page for the first time costs
// more than all that a small task does, and is cheaper for many at once.
enum { CHUNK = 32 << 10, SMALL_CHUNKS = 32, LINE = 64 };

struct block {
  struct block *next;
};

struct chunk {
  struct chunk *next;
  size_t block;        // bytes
  size_t room;         // blocks
  size_t count;        // blocks that have been handed out
  struct pages *pages; // what it lies in; NULL for a small one
  char *blocks;
  char memory[];
};

// In front of an object that is allocated singly.
struct single {
  struct single *next, *previous;
  size_t kept;
  _Alignas(max_align_t) char object[];
};

static struct {
  pthread_mutex_t lock; // guards everything here
  struct block *free[CLASSES];
  struct chunk *open[CLASSES]; // has room; the head of `chunks` of this class when it was made
  unsigned made[CLASSES];      // chunks
  struct chunk *chunks;
  struct single *singles;
} depot = {.lock = PTHREAD_MUTEX_INITIALIZER};

// Whether a worker gives a block back at this moment, and whether somebody looks at all objects,
// who waits for that and may not have it happen meanwhile. Both sides write their own flag and then
// read the other's, see barrier.h. Static, for a worker's thread may be gone when its flag is
// looked at.
struct giver {
  _Alignas(64) atomic_bool giving;
};

static struct giver givers[MOST_GIVERS];
static atomic_uint giver_count;
static atomic_bool looked_at;

// Free blocks of one worker.
struct cache {
  struct giver *giver; // NULL: not used
  unsigned count[CLASSES];
  struct block *free[CLASSES];
};

static _Thread_local struct cache thread_cache __attribute__((tls_model("initial-exec")));

// Never inlined: a compiler may keep the address of a thread-local across a switch.
__attribute__((noinline)) static struct cache *this_cache(void) {
  __asm__ volatile("");
  return &thread_cache;
}

static bool one_by_one(void) {
#if defined(TASK__ASAN)
  return true;
#else
#if defined(TASK__VALGRIND)
  if (RUNNING_ON_VALGRIND)
    return true;
#endif
  return memory__is_custom();
#endif
}

// --- singly -------------------------------------------------------------------------------------

static struct task *take_single(size_t size, bool keep) {
  if (size > SIZE_MAX - sizeof(struct single))
    return NULL;
  struct single *single = memory__allocate(sizeof *single + size);
  if (!single)
    return NULL;
  single->kept = keep;
  pthread_mutex_lock(&depot.lock);
  single->next = depot.singles;
  if (single->next)
    single->next->previous = single;
  depot.singles = single;
  pthread_mutex_unlock(&depot.lock);
  return (struct task *)(void *)single->object;
}

static struct single *single_of(struct task *t) {
  return (struct single *)(void *)((char *)t - offsetof(struct single, object));
}

// The depot's lock is held.
static void unlist(struct single *single) {
  if (single->next)
    single->next->previous = single->previous;
  if (single->previous)
    single->previous->next = single->next;
  else
    depot.singles = single->next;
}

// --- in chunks ----------------------------------------------------------------------------------

// The depot's lock is held in the functions below.
static struct chunk *open_chunk(unsigned class) {
  struct pages *pages = NULL;
  struct chunk *chunk;
  size_t bytes = CHUNK;
  if (depot.made[class] < SMALL_CHUNKS) {
    chunk = memory__allocate(bytes);
  } else {
    pages = pages__reserve(&bytes);
    chunk = pages ? pages__memory(pages) : NULL;
  }
  if (!chunk)
    return NULL;
  chunk->pages = pages;
  // Most objects are a line or two of the cache long.
  chunk->blocks = (char *)(((uintptr_t)chunk->memory + LINE - 1) & ~(uintptr_t)(LINE - 1));
  chunk->block = (class + 1) * (size_t)STEP;
  chunk->room = (bytes - (size_t)(chunk->blocks - (char *)chunk)) / chunk->block;
  chunk->next = depot.chunks;
  depot.chunks = depot.open[class] = chunk;
  depot.made[class]++;
  return chunk;
}

static void close_chunk(struct chunk *chunk) {
  if (chunk->pages)
    pages__give(chunk->pages);
  else
    memory__free(chunk);
}

static struct block *carve(unsigned class) {
  struct chunk *chunk = depot.open[class];
  if (!chunk || chunk->count == chunk->room)
    chunk = open_chunk(class);
  if (!chunk)
    return NULL;
  char *block = chunk->blocks + chunk->count++ * chunk->block;
  if (chunk->pages)
    pages__touch(chunk->pages, block + chunk->block);
  return (struct block *)(void *)block;
}

static struct block *take_from_depot(unsigned class) {
  struct block *block = depot.free[class];
  if (!block)
    return carve(class);
  depot.free[class] = block->next;
  return block;
}

static void fill(struct cache *cache, unsigned class) {
  pthread_mutex_lock(&depot.lock);
  for (unsigned i = 0; i < BATCH; i++) {
    struct block *block = take_from_depot(class);
    if (!block)
      break;
    block->next = cache->free[class];
    cache->free[class] = block;
    cache->count[class]++;
  }
  pthread_mutex_unlock(&depot.lock);
}

static struct block *take_block(unsigned class) {
  struct cache *cache = this_cache();
  struct block *block;
  if (!cache->giver) {
    pthread_mutex_lock(&depot.lock);
    block = take_from_depot(class);
    pthread_mutex_unlock(&depot.lock);
    return block;
  }
  if (!cache->free[class])
    fill(cache, class);
  block = cache->free[class];
  if (block) {
    cache->free[class] = block->next;
    cache->count[class]--;
  }
  return block;
}

static void empty_half(struct cache *cache, unsigned class) {
  pthread_mutex_lock(&depot.lock);
  for (unsigned i = 0; i < BATCH; i++) {
    struct block *block = cache->free[class];
    cache->free[class] = block->next;
    cache->count[class]--;
    block->next = depot.free[class];
    depot.free[class] = block;
  }
  pthread_mutex_unlock(&depot.lock);
}

// Waits until nobody looks at all objects.
__attribute__((noinline)) static void let_look(struct giver *giver) {
  atomic_store_explicit(&giver->giving, false, memory_order_release);
  pthread_mutex_lock(&depot.lock); // who looks holds it
  pthread_mutex_unlock(&depot.lock);
}

static void begin_giving(struct giver *giver) {
  for (;;) {
    atomic_store_explicit(&giver->giving, true, memory_order_relaxed);
    barrier__light();
    if (__builtin_expect(!atomic_load_explicit(&looked_at, memory_order_acquire), 1))
      return;
    let_look(giver);
  }
}

static void give_block(struct block *block, unsigned class) {
  struct cache *cache = this_cache();
  if (!cache->giver) {
    pthread_mutex_lock(&depot.lock);
    block->next = depot.free[class];
    depot.free[class] = block;
    pthread_mutex_unlock(&depot.lock);
    return;
  }
  begin_giving(cache->giver);
  block->next = cache->free[class];
  cache->free[class] = block;
  atomic_store_explicit(&cache->giver->giving, false, memory_order_release);
  if (++cache->count[class] >= CACHE)
    empty_half(cache, class);
}

// `size` is a multiple of 8. By hand, for compilers take an instruction for a size that they do not
// know which costs more than all the rest.
static void clear(void *memory, size_t size) {
  char *at = memory;
  if (size % 16 != 0) {
    memset(at, 0, 8);
    at += 8;
  }
  for (char *end = (char *)memory + size; at < end; at += 16)
    memset(at, 0, 16);
}

// --- what others call ---------------------------------------------------------------------------

struct task *task_memory__take(size_t size, bool keep) {
  struct task *t;
  if (keep || size > (size_t)STEP * CLASSES || one_by_one()) {
    t = take_single(size, keep);
    if (t)
      t->block_class = CLASSES;
    return t;
  }
  unsigned class = (unsigned)((size - 1) / STEP);
  t = (struct task *)(void *)take_block(class);
  if (!t)
    return NULL;
  // `references` stays 0 until the object is whole: somebody may be looking for those that live.
  _Static_assert(offsetof(struct task, status) <= 16, "cleared from there on");
  atomic_init(&t->waiter, 0);
  t->status = 0;
  clear((char *)t + 16, (class + 1) * (size_t)STEP - 16);
  t->block_class = (unsigned char)class;
  return t;
}

void task_memory__give(struct task *t) {
  if (t->block_class < CLASSES) {
    give_block((struct block *)(void *)t, t->block_class);
    return;
  }
  struct single *single = single_of(t);
  pthread_mutex_lock(&depot.lock);
  unlist(single);
  pthread_mutex_unlock(&depot.lock);
  memory__free(single);
}

// The depot's lock is held.
static void each(void (*look)(struct task *t, void *arg), void *arg) {
  for (struct chunk *chunk = depot.chunks; chunk; chunk = chunk->next)
    for (size_t i = 0; i < chunk->count; i++) {
      struct task *t = (struct task *)(void *)(chunk->blocks + i * chunk->block);
      if (atomic_load(&t->references) > 0)
        look(t, arg);
    }
  for (struct single *single = depot.singles; single; single = single->next)
    if (atomic_load(&((struct task *)(void *)single->object)->references) > 0)
      look((struct task *)(void *)single->object, arg);
}

void task_memory__each(void (*look)(struct task *t, void *arg), void *arg) {
  pthread_mutex_lock(&depot.lock);
  each(look, arg);
  pthread_mutex_unlock(&depot.lock);
}

bool task_memory__look(void (*look)(struct task *t, void *arg), void *arg) {
  barrier__prepare(true);
  if (!barrier__ready())
    return false;
  pthread_mutex_lock(&depot.lock);
  atomic_store(&looked_at, true);
  barrier__heavy();
  unsigned count = atomic_load(&giver_count);
  for (unsigned i = 0; i < count; i++)
    while (atomic_load_explicit(&givers[i].giving, memory_order_acquire))
      sched_yield(); // it writes two words, and takes no lock
  each(look, arg);
  atomic_store(&looked_at, false);
  pthread_mutex_unlock(&depot.lock);
  return true;
}

void task_memory__cache(void) {
  // Who comes late, of more workers than there may be, does without.
  unsigned number = atomic_fetch_add(&giver_count, 1);
  *this_cache() = (struct cache){.giver = number < MOST_GIVERS ? &givers[number] : NULL};
}

void task_memory__close(void) {
  pthread_mutex_lock(&depot.lock); // somebody may be about to look
  for (struct single *single = depot.singles, *next; single; single = next) {
    next = single->next;
    if (single->kept)
      continue;
    unlist(single);
    memory__free(single);
  }
  for (struct chunk *chunk = depot.chunks, *next; chunk; chunk = next) {
    next = chunk->next;
    close_chunk(chunk);
  }
  depot.chunks = NULL;
  memset(depot.free, 0, sizeof depot.free);
  memset(depot.open, 0, sizeof depot.open);
  memset(depot.made, 0, sizeof depot.made);
  atomic_store(&giver_count, 0); // the workers are gone
  pthread_mutex_unlock(&depot.lock);
}
