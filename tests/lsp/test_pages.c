// SPDX-License-Identifier: MIT
// The editors' pages whose editors are not driven here: their settings are well formed and start
// the server; the pages of clients/ are tried for real.
#include "tests/lsp/client.h"

#include <stdlib.h>
#include <string.h>

/// What stands between the first ```LANGUAGE and the end of that block; to be freed.
static char *block_of(const char *page, const char *language) {
  char path[1024], fence[32];
  struct text text = {0};
  snprintf(path, sizeof path, "%s/%s", EDITOR_PAGES, page);
  snprintf(fence, sizeof fence, "```%s\n", language);
  assert_true(text_read_file(&text, path, 1 << 20));
  const char *start = strstr(text_get(&text), fence);
  assert_non_null(start);
  start += strlen(fence);
  const char *end = strstr(start, "\n```");
  assert_non_null(end);
  char *block = strndup(start, (size_t)(end - start));
  text_free(&text);
  return block;
}

static void the_settings_of_kate_are_json_and_start_the_server(void **state) {
  (void)state;
  char *block = block_of("kate.md", "json");
  json_error_t error;
  json_t *settings = json_loads(block, JSON_REJECT_DUPLICATES, &error);
  if (!settings)
    fail_msg("line %d: %s", error.line, error.text);
  json_t *server = json_object_get(json_object_get(settings, "servers"), "c");
  json_t *command = json_object_get(server, "command");
  assert_string_equal(json_string_value(json_array_get(command, 0)), "async-lint");
  assert_string_equal(json_string_value(json_array_get(command, 1)), "lsp");
  assert_true(json_is_array(json_object_get(server, "rootIndicationFileNames")));
  json_decref(settings);
  free(block);
}

static void the_settings_of_helix_start_the_server_beside_clangd(void **state) {
  (void)state;
  char *block = block_of("helix.md", "toml");
  assert_non_null(strstr(block, "[language-server.async-lint]\ncommand = \"async-lint\"\n"
                                "args = [\"lsp\"]\n"));
  assert_non_null(strstr(block, "[[language]]\nname = \"c\"\n"
                                "language-servers = [\"clangd\", \"async-lint\"]"));
  free(block);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_settings_of_kate_are_json_and_start_the_server),
      cmocka_unit_test(the_settings_of_helix_start_the_server_beside_clangd),
  };
  return cmocka_run_group_tests_name("lsp.pages", tests, NULL, NULL);
}
