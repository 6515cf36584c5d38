// SPDX-License-Identifier: MIT
// The note of the linker (`--build-id`) costs a few reads of some bytes, where a program has
// millions.
#include "analyzer/run/build.h"
#include "analyzer/run/files.h"

#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

enum { MAX_SEGMENTS = 64, MAX_NOTES = 4096, SHORTEST = 16 };

static bool read_at(int file, void *data, size_t size, ElfW(Off) offset) {
  return pread(file, data, size, (off_t)offset) == (ssize_t)size;
}

/// Lengths in notes are multiples of four.
static size_t padded(size_t length) {
  return (length + 3) & ~(size_t)3;
}

/// The identity among the notes of a segment; NULL when it is not there.
static const unsigned char *find_identity(const unsigned char *notes, size_t size, size_t *length) {
  ElfW(Nhdr) note;
  for (size_t at = 0; at + sizeof note <= size;) {
    memcpy(&note, notes + at, sizeof note);
    size_t name = at + sizeof note, content = name + padded(note.n_namesz);
    if (note.n_namesz > size || note.n_descsz > size || content + note.n_descsz > size)
      return NULL;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof ELF_NOTE_GNU &&
        !memcmp(notes + name, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) && note.n_descsz >= SHORTEST) {
      *length = note.n_descsz;
      return notes + content;
    }
    at = content + padded(note.n_descsz);
  }
  return NULL;
}

static bool digest_notes(int file, const ElfW(Phdr) * segment, uint64_t digest[2]) {
  unsigned char notes[MAX_NOTES];
  size_t length;
  if (segment->p_type != PT_NOTE || segment->p_filesz > sizeof notes ||
      !read_at(file, notes, segment->p_filesz, segment->p_offset))
    return false;
  const unsigned char *identity = find_identity(notes, segment->p_filesz, &length);
  if (!identity)
    return false;
  XXH128_hash_t hash = XXH3_128bits(identity, length);
  digest[0] = hash.low64;
  digest[1] = hash.high64;
  return true;
}

static bool digest_identity(int file, uint64_t digest[2]) {
  ElfW(Ehdr) header;
  ElfW(Phdr) segment;
  if (!read_at(file, &header, sizeof header, 0) || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) ||
      header.e_phentsize != sizeof segment || header.e_phnum > MAX_SEGMENTS)
    return false;
  for (unsigned i = 0; i < header.e_phnum; i++)
    if (read_at(file, &segment, sizeof segment, header.e_phoff + i * sizeof segment) &&
        digest_notes(file, &segment, digest))
      return true;
  return false;
}

bool build_digest(const char *path, uint64_t digest[2]) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  bool good = file >= 0 && digest_identity(file, digest);
  if (file >= 0)
    close(file);
  return good || files_hash(path, digest, NULL);
}
