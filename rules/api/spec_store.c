// SPDX-License-Identifier: MIT
// Storage of a spec: its arena, the table of names, and the questions that are asked of it.
#include "spec_internal.h"

#include <stdlib.h>
#include <string.h>

struct spec_chunk {
  struct spec_chunk *next;
  size_t used;
  size_t size;
  max_align_t data[];
};

struct spec_slot {
  uint64_t hash;
  enum spec_key key;
  const char *name;
  struct spec_item *item; // NULL: free
};

enum { CHUNK_SIZE = 32 * 1024, FIRST_SLOTS = 256 };

void *spec_need(void *memory) {
  if (memory == NULL) {
    fputs("async-lint: error: out of memory\n", stderr);
    exit(2);
  }
  return memory;
}

struct spec *spec_create(void) {
  struct spec *spec = spec_need(calloc(1, sizeof *spec));
  spec->slot_count = FIRST_SLOTS;
  spec->slots = spec_need(calloc(FIRST_SLOTS, sizeof *spec->slots));
  return spec;
}

void spec_destroy(struct spec *spec) {
  if (spec == NULL)
    return;
  while (spec->chunks != NULL) {
    struct spec_chunk *next = spec->chunks->next;
    free(spec->chunks);
    spec->chunks = next;
  }
  free(spec->slots);
  free(spec->items);
  free(spec->contracts);
  free(spec);
}

void *spec_alloc(struct spec *spec, size_t size) {
  size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
  struct spec_chunk *chunk = spec->chunks;
  if (chunk == NULL || chunk->size - chunk->used < size) {
    size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
    chunk = spec_need(malloc(sizeof *chunk + room));
    chunk->next = spec->chunks;
    chunk->used = 0;
    chunk->size = room;
    spec->chunks = chunk;
  }
  void *memory = (char *)chunk->data + chunk->used;
  chunk->used += size;
  return memset(memory, 0, size);
}

char *spec_copy(struct spec *spec, const char *text, size_t length) {
  char *copy = spec_alloc(spec, length + 1);
  if (length > 0)
    memcpy(copy, text, length);
  return copy;
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length) {
  const unsigned char *at = bytes;
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ at[i]) * UINT64_C(0x100000001b3); // FNV-1a
  return hash;
}

static uint64_t hash_name(enum spec_key key, const char *name, size_t length) {
  unsigned char prefix = (unsigned char)key;
  uint64_t hash = hash_bytes(UINT64_C(0xcbf29ce484222325), &prefix, 1);
  hash = hash_bytes(hash, name, length);
  return hash ^ hash >> 32;
}

static void place_slot(struct spec *spec, struct spec_slot slot) {
  size_t mask = spec->slot_count - 1;
  size_t at = slot.hash & mask;
  while (spec->slots[at].item != NULL)
    at = (at + 1) & mask;
  spec->slots[at] = slot;
}

static void grow_slots(struct spec *spec) {
  struct spec_slot *old = spec->slots;
  size_t count = spec->slot_count;
  spec->slot_count = count * 2;
  spec->slots = spec_need(calloc(spec->slot_count, sizeof *spec->slots));
  for (size_t i = 0; i < count; i++) {
    if (old[i].item != NULL)
      place_slot(spec, old[i]);
  }
  free(old);
}

void spec_item_alias(struct spec *spec, enum spec_key key, const char *name,
                     struct spec_item *item) {
  if (spec->slot_used * 2 >= spec->slot_count)
    grow_slots(spec);
  spec->slot_used++;
  struct spec_slot slot = {
      .hash = hash_name(key, name, strlen(name)), .key = key, .name = name, .item = item};
  place_slot(spec, slot);
}

struct spec_item *spec_item_find(const struct spec *spec, enum spec_key key, const char *name,
                                 size_t length) {
  uint64_t hash = hash_name(key, name, length);
  size_t mask = spec->slot_count - 1;
  for (size_t at = hash & mask; spec->slots[at].item != NULL; at = (at + 1) & mask) {
    const struct spec_slot *slot = &spec->slots[at];
    if (slot->hash == hash && slot->key == key && strncmp(slot->name, name, length) == 0 &&
        slot->name[length] == '\0')
      return slot->item;
  }
  return NULL;
}

struct spec_item *spec_item_add(struct spec *spec, enum spec_key key, const char *name,
                                const char *file, unsigned line) {
  if (spec->item_count == spec->item_capacity) {
    spec->item_capacity = spec->item_capacity ? spec->item_capacity * 2 : 64;
    spec->items = spec_need(realloc(spec->items, spec->item_capacity * sizeof(struct spec_item *)));
  }
  struct spec_item *item = spec_alloc(spec, sizeof *item);
  item->key = key;
  item->name = name;
  item->file = file;
  item->line = line;
  spec->items[spec->item_count++] = item;
  if (key != KEY_INCLUDE)
    spec_item_alias(spec, key, name, item);
  return item;
}

void spec_contract_add(struct spec *spec, struct contract *contract) {
  if (spec->contract_count == spec->contract_capacity) {
    spec->contract_capacity = spec->contract_capacity ? spec->contract_capacity * 2 : 64;
    spec->contracts =
        spec_need(realloc(spec->contracts, spec->contract_capacity * sizeof(struct contract *)));
  }
  spec->contracts[spec->contract_count++] = contract;
  enum spec_key key = (enum spec_key)contract->kind;
  spec_item_add(spec, key, contract->name, contract->file, contract->line)->contract = contract;
}

static bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Copies one word of a type; `struct` is dropped. False when it does not fit.
static bool put_word(const char *word, size_t length, char *out, size_t size, size_t *used) {
  if (length == 6 && memcmp(word, "struct", 6) == 0)
    return true;
  bool space = *used > 0 && is_word_byte(out[*used - 1]);
  if (*used + space + length + 1 > size)
    return false;
  if (space)
    out[(*used)++] = ' ';
  memcpy(out + *used, word, length);
  *used += length;
  return true;
}

bool spec_normalise_type(const char *type, size_t length, char *out, size_t size) {
  size_t used = 0;
  for (size_t i = 0; i < length;) {
    size_t start = i;
    while (i < length && is_word_byte(type[i]))
      i++;
    if (i > start) {
      if (!put_word(type + start, i - start, out, size, &used))
        return false;
      continue;
    }
    char c = type[i++];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
      continue;
    bool space = c == '*' && used > 0 && is_word_byte(out[used - 1]);
    if (used + space + 2 > size)
      return false;
    if (space)
      out[used++] = ' ';
    out[used++] = c;
  }
  if (size == 0)
    return false;
  out[used] = '\0';
  return true;
}

const struct contract *spec_find(const struct spec *spec, enum contract_kind kind,
                                 const char *name) {
  const struct spec_item *item = spec_item_find(spec, (enum spec_key)kind, name, strlen(name));
  return item == NULL ? NULL : item->contract;
}

const struct claim *contract_claim(const struct contract *contract, enum claim_word word) {
  for (unsigned i = 0; contract != NULL && i < contract->claim_count; i++) {
    if (contract->claims[i].word == word)
      return &contract->claims[i];
  }
  return NULL;
}

const struct claim *contract_next_claim(const struct contract *contract,
                                        const struct claim *previous) {
  const struct claim *end = contract->claims + contract->claim_count;
  for (const struct claim *claim = previous + 1; claim < end; claim++) {
    if (claim->word == previous->word)
      return claim;
  }
  return NULL;
}

bool contract_says(const struct contract *contract, enum claim_word word) {
  return contract_claim(contract, word) != NULL;
}

const struct handle_kind *spec_handle(const struct spec *spec, const char *name) {
  const struct spec_item *item = spec_item_find(spec, KEY_HANDLE, name, strlen(name));
  return item == NULL ? NULL : &item->handle;
}

// Types longer than this are no handles and no tokens.
enum { TYPE_SIZE = 256 };

const struct handle_kind *spec_handle_of_type(const struct spec *spec, const char *type) {
  char normal[TYPE_SIZE];
  if (!spec_normalise_type(type, strlen(type), normal, sizeof normal))
    return NULL;
  const struct spec_item *item = spec_item_find(spec, KEY_HANDLE_TYPE, normal, strlen(normal));
  return item == NULL ? NULL : &item->handle;
}

const struct token_type *spec_token_type(const struct spec *spec, const char *type) {
  char normal[TYPE_SIZE];
  if (!spec_normalise_type(type, strlen(type), normal, sizeof normal))
    return NULL;
  const struct spec_item *item = spec_item_find(spec, KEY_TOKEN, normal, strlen(normal));
  return item == NULL ? NULL : &item->token;
}

size_t spec_count(const struct spec *spec) {
  return spec->contract_count;
}

const struct contract *spec_at(const struct spec *spec, size_t index) {
  return spec->contracts[index];
}

bool spec_constant(const struct spec *spec, const char *name, int64_t *value) {
  const struct spec_item *item = spec_item_find(spec, KEY_CONSTANT, name, strlen(name));
  if (item != NULL)
    *value = item->value;
  return item != NULL;
}

static const struct spec_item *find_context(const struct spec *spec, const char *name) {
  return spec_item_find(spec, KEY_CONTEXT, name, strlen(name));
}

bool spec_context_known(const struct spec *spec, const char *name) {
  return find_context(spec, name) != NULL;
}

bool spec_context_many(const struct spec *spec, const char *name) {
  const struct spec_item *item = find_context(spec, name);
  return item != NULL && item->value != 0;
}

const char *spec_context_through(const struct spec *spec, const char *name) {
  const struct spec_item *item = find_context(spec, name);
  return item == NULL ? NULL : item->through;
}

void spec_set_stack(struct spec *spec, uint64_t bytes) {
  spec->stack = bytes;
}

uint64_t spec_stack(const struct spec *spec) {
  return spec->stack;
}

static uint64_t digest_number(uint64_t hash, int64_t number) {
  return hash_bytes(hash, &number, sizeof number);
}

static uint64_t digest_text(uint64_t hash, const char *text) {
  if (text == NULL)
    return digest_number(hash, -1);
  size_t length = strlen(text);
  return hash_bytes(digest_number(hash, (int64_t)length), text, length);
}

static uint64_t digest_claim(uint64_t hash, const struct claim *claim) {
  const int64_t numbers[] = {claim->word,        claim->param,           claim->with,
                             claim->in,          claim->until,           claim->each,
                             claim->until_done,  claim->times,           claim->on_success,
                             claim->when.unless, claim->when.term_count, claim->lock,
                             claim->shared};
  hash = hash_bytes(hash, numbers, sizeof numbers);
  hash = digest_text(digest_text(hash, claim->text), claim->on);
  for (unsigned i = 0; i < claim->when.term_count; i++) {
    const struct spec_term *term = &claim->when.terms[i];
    const int64_t parts[] = {term->param, term->comparison, term->value};
    hash = digest_text(hash_bytes(hash, parts, sizeof parts), term->constant);
  }
  return hash;
}

// Without the folder, so that an installed spec and one in a source tree are equal.
static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

static uint64_t digest_contract(uint64_t hash, const struct contract *contract) {
  hash = digest_number(hash, contract->project);
  hash = digest_number(digest_text(hash, base_name(contract->file)), contract->line);
  hash = digest_text(digest_text(hash, contract->header), contract->prototype);
  for (unsigned i = 0; i < contract->param_count; i++)
    hash = digest_text(hash, contract->params[i].name);
  for (unsigned i = 0; i < contract->claim_count; i++)
    hash = digest_claim(hash, &contract->claims[i]);
  return hash;
}

// A sum over the items, so that the order of files does not count.
uint64_t spec_digest(const struct spec *spec) {
  uint64_t digest = spec->stack;
  for (size_t i = 0; i < spec->item_count; i++) {
    const struct spec_item *item = spec->items[i];
    if (item->key == KEY_INCLUDE)
      continue;
    uint64_t hash = digest_text(digest_number(UINT64_C(0xcbf29ce484222325), item->key), item->name);
    hash = digest_text(digest_number(hash, item->value), item->through);
    hash = digest_number(hash, item->token.cancelled);
    hash = digest_text(digest_text(hash, item->handle.type), item->token.none);
    hash = digest_number(hash, item->handle.exactly_once * 2 + item->handle.by_value);
    if (item->contract != NULL)
      hash = digest_contract(hash, item->contract);
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    digest += hash ^ hash >> 29;
  }
  return digest;
}
