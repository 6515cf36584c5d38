// SPDX-License-Identifier: MIT
// Fixes in the YAML that clang-tidy writes and clang-apply-replacements reads.
#include "analyzer/fix/plan.h"

#include <string.h>

/// A YAML string in double quotes. Bytes above ASCII stay: YAML is UTF-8.
static void put_string(FILE *out, const char *text) {
  fputc('"', out);
  for (; text && *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\')
      fprintf(out, "\\%c", c);
    else if (c == '\n')
      fputs("\\n", out);
    else if (c == '\r')
      fputs("\\r", out);
    else if (c == '\t')
      fputs("\\t", out);
    else if (c < 0x20 || c == 0x7f)
      fprintf(out, "\\x%02X", c);
    else
      fputc(c, out);
  }
  fputc('"', out);
}

static void put_message(FILE *out, const char *indent, const char *message,
                        const struct ir_location *loc) {
  fprintf(out, "%sMessage: ", indent);
  put_string(out, message);
  fprintf(out, "\n%sFilePath: ", indent);
  put_string(out, loc->file);
  fprintf(out, "\n%sFileOffset: %u\n", indent, loc->offset);
}

static void put_replacements(FILE *out, const struct finding_fix *fix) {
  fputs("      Replacements:\n", out);
  for (uint32_t i = 0; i < fix->edit_count; i++) {
    const struct fix_edit *edit = &fix->edits[i];
    fputs("        - FilePath: ", out);
    put_string(out, edit->file);
    fprintf(out, "\n          Offset: %u\n          Length: %u\n          ReplacementText: ",
            edit->offset, edit->length);
    put_string(out, edit->text);
    fputc('\n', out);
  }
}

static void put_notes(FILE *out, const struct finding *finding) {
  fputs("    Notes:\n", out);
  for (uint32_t i = 0; i < finding->note_count; i++) {
    const struct finding_note *note = &finding->notes[i];
    fputs("      - Message: ", out);
    put_string(out, note->message);
    fputs("\n        FilePath: ", out);
    put_string(out, note->loc.file);
    fprintf(out, "\n        FileOffset: %u\n        Replacements: []\n", note->loc.offset);
  }
}

void fix_export(FILE *out, const struct findings *findings, bool unsafe, const char *directory) {
  fputs("---\nMainSourceFile: \"\"\nDiagnostics:", out);
  bool some = false;
  for (uint32_t i = 0; i < findings->count; i++) {
    const struct finding *finding = &findings->items[i];
    const struct finding_fix *fix = fix_of_finding(finding, unsafe);
    if (!fix)
      continue;
    some = true;
    fputs("\n  - DiagnosticName: ", out);
    put_string(out, finding->rule);
    fputs("\n    DiagnosticMessage:\n", out);
    put_message(out, "      ", finding->message, &finding->loc);
    put_replacements(out, fix);
    if (finding->note_count)
      put_notes(out, finding);
    fprintf(out, "    Level: %s\n    BuildDirectory: ",
            finding->level == LEVEL_ERROR ? "Error" : "Warning");
    put_string(out, directory);
  }
  fputs(some ? "\n...\n" : " []\n...\n", out);
}
