// SPDX-License-Identifier: MIT
// The allow-list of compiler arguments: what decides how C is read is kept, all else is dropped,
// because the build's other arguments write files, turn warnings into errors or mean another
// compiler.
#include "analyzer/project/arguments.h"

#include <stdio.h>
#include <string.h>

/// Arguments with an operand: joined (`-Idir`), separate (`-I dir`) or both.
enum form { JOINED = 1, SEPARATE = 2, EITHER = 3, EQUALS = 4, EQUALS_OR_SEPARATE = 6 };

struct known {
  const char *name;
  enum form form;
  bool keep;
};

// Longer names before their prefixes.
static const struct known with_operand[] = {
    {"-isystem", EITHER, true},
    {"-isysroot", EITHER, true},
    {"-iquote", EITHER, true},
    {"-idirafter", EITHER, true},
    {"-include-pch", SEPARATE, false},
    {"-include", EITHER, true},
    {"-imacros", EITHER, true},
    {"-iprefix", EITHER, false},
    {"-iwithprefixbefore", EITHER, false},
    {"-iwithprefix", EITHER, false},
    {"-I", EITHER, true},
    {"-D", EITHER, true},
    {"-U", EITHER, true},
    {"--sysroot", EQUALS_OR_SEPARATE, true},
    {"--target", EQUALS, true},
    {"-target", SEPARATE, true},
    {"-std", EQUALS, true},
    {"--std", EQUALS, true},
    {"-x", EITHER, true},
    {"-Xclang", SEPARATE, false},
    {"-Xpreprocessor", SEPARATE, false},
    {"-Xlinker", SEPARATE, false},
    {"-Xassembler", SEPARATE, false},
    {"--param", SEPARATE, false},
    {"-o", SEPARATE, false},
    {"-MF", SEPARATE, false},
    {"-MT", SEPARATE, false},
    {"-MQ", SEPARATE, false},
    {"-MJ", SEPARATE, false},
    {"-mllvm", SEPARATE, false},
    {"-arch", SEPARATE, false},
    {"-aux-info", SEPARATE, false},
    {"-dumpbase", SEPARATE, false},
    {"-dumpdir", SEPARATE, false},
    {"-L", SEPARATE, false},
    {"-T", SEPARATE, false},
    {"-u", SEPARATE, false},
    {"-z", SEPARATE, false},
    {"-A", SEPARATE, false},
};

static const char *const exact[] = {
    "-ansi",         "-nostdinc",     "-fgnu89-inline", "-funsigned-char",
    "-fsigned-char", "-fshort-enums", "-fshort-wchar",  "-fms-extensions",
    "-fblocks",      "-pthread",      "-m32",           "-m64",
};

static const char *const launchers[] = {"ccache",     "sccache",   "distcc",   "icecc", "gomacc",
                                        "buildcache", "fastbuild", "colorgcc", "env",   "nice"};

static const char *const architectures[] = {
    "aarch64", "alpha",     "arm",   "avr",  "hexagon", "i386",    "i486", "i586",
    "i686",    "loongarch", "m68k",  "mips", "msp430",  "powerpc", "ppc",  "riscv",
    "s390x",   "sparc",     "thumb", "wasm", "x86_64",  "xtensa",
};

struct reader {
  struct arguments *kept;
  const struct arguments *from;
  uint32_t next;
  const char *language; // of the last -x, or NULL
  const char *compiler; // base name of the first word that is no launcher, or NULL
  bool target;          // the command line names one
  struct command_facts facts;
};

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static bool starts(const char *text, const char *prefix) {
  return !strncmp(text, prefix, strlen(prefix));
}

static bool one_of(const char *word, const char *const *list, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(word, list[i]))
      return true;
  return false;
}
#define ONE_OF(word, list) one_of((word), (list), sizeof(list) / sizeof *(list))

/// The operand of `word` when it is `known`: attached, or the next word. NULL when it is not, or
/// has none.
static const char *operand_of(struct reader *reader, const struct known *known, const char *word) {
  size_t length = strlen(known->name);
  if (strncmp(word, known->name, length) != 0)
    return NULL;
  const char *rest = word + length;
  if (!*rest) {
    if (known->form & SEPARATE && reader->next < reader->from->count)
      return reader->from->items[reader->next++];
    return NULL;
  }
  if (known->form & EQUALS && *rest == '=')
    return rest + 1;
  return known->form & JOINED ? rest : NULL;
}

/// Keeps one argument with its operand in one normal form, so that equal meaning is equal bytes.
static void keep_operand(struct reader *reader, const struct known *known, const char *operand) {
  struct arguments *kept = reader->kept;
  if (!strcmp(known->name, "-x")) {
    reader->language = operand;
    return;
  }
  if (!strcmp(known->name, "-target") || !strcmp(known->name, "--target")) {
    reader->target = true;
    arguments_add(kept, arena_printf(kept->arena, "--target=%s", operand));
  } else if (known->form & EQUALS) {
    const char *name = !strcmp(known->name, "--std") ? "-std" : known->name;
    arguments_add(kept, arena_printf(kept->arena, "%s=%s", name, operand));
  } else if (known->name[2] == '\0') {
    arguments_add(kept, arena_printf(kept->arena, "%s%s", known->name, operand));
  } else {
    arguments_add(kept, known->name);
    arguments_add(kept, operand);
  }
}

/// Macros handed to the preprocessor by `-Wp,-DX=1,-UY`; other pieces write files.
static void keep_preprocessor(struct reader *reader, const char *list) {
  while (*list) {
    size_t length = strcspn(list, ",");
    if (length > 2 && (starts(list, "-D") || starts(list, "-U")))
      arguments_add(reader->kept, arena_string_n(reader->kept->arena, list, length));
    list += length + (list[length] == ',');
  }
}

/// Warnings, optimisation and debug information, which are most words of most commands.
static bool is_for_others(const char *word) {
  return word[1] == 'O' || word[1] == 'g' || (word[1] == 'W' && !starts(word, "-Wp,"));
}

static void read_word(struct reader *reader, const char *word) {
  if (word[0] != '-') {
    if (!reader->compiler && !ONE_OF(base_name(word), launchers) && !strchr(word, '='))
      reader->compiler = base_name(word);
    return;
  }
  if (is_for_others(word))
    return;
  if (!strcmp(word, "-cc1"))
    reader->facts.frontend = true;
  if (!strcmp(word, "-c"))
    reader->facts.compiles = true;
  if (ONE_OF(word, exact)) {
    arguments_add(reader->kept, word);
    return;
  }
  if (starts(word, "-Wp,")) {
    keep_preprocessor(reader, word + 4);
    return;
  }
  for (size_t i = 0; i < sizeof with_operand / sizeof *with_operand; i++) {
    const char *operand = operand_of(reader, &with_operand[i], word);
    if (!operand)
      continue;
    if (with_operand[i].keep)
      keep_operand(reader, &with_operand[i], operand);
    return;
  }
}

/// Adds `--target=` when the compiler is called `TRIPLE-gcc`, `TRIPLE-gcc-12`, `TRIPLE-clang`...
static void keep_target(struct reader *reader) {
  static const char *const drivers[] = {"-gcc", "-cc", "-clang"};
  const char *name = reader->compiler;
  if (!name || reader->target)
    return;
  size_t length = strlen(name);
  size_t bare = length;
  while (bare > 0 && strchr("0123456789.", name[bare - 1]))
    bare--;
  if (bare < length && bare > 0 && name[bare - 1] == '-')
    length = bare - 1;
  for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++) {
    size_t size = strlen(drivers[i]);
    if (length <= size || strncmp(name + length - size, drivers[i], size) != 0)
      continue;
    char *triple = arena_string_n(reader->kept->arena, name, length - size);
    bool known = false;
    for (size_t a = 0; a < sizeof architectures / sizeof *architectures; a++)
      known |= starts(triple, architectures[a]);
    if (known && strchr(triple, '-'))
      arguments_add(reader->kept, arena_printf(reader->kept->arena, "--target=%s", triple));
    return;
  }
}

struct command_facts arguments_keep(struct arguments *kept, const struct arguments *from,
                                    const char *file) {
  struct reader reader = {.kept = kept, .from = from};
  while (reader.next < from->count)
    read_word(&reader, from->items[reader.next++]);
  keep_target(&reader);
  const char *name = base_name(file), *dot = strrchr(name, '.');
  bool c_name = dot && !strcmp(dot, ".c");
  reader.facts.c = reader.language && strcmp(reader.language, "none") != 0
                       ? !strcmp(reader.language, "c")
                       : c_name;
  if (reader.facts.c && !c_name) {
    arguments_add(kept, "-x");
    arguments_add(kept, "c");
  }
  return reader.facts;
}
