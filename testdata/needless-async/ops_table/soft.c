// Software answers at once, in a slot that may suspend.
#include "cipher.h"

static int ASYNC_LINT("async") soft_encrypt_ok(char *block, cancel_token token) {
  block[0] ^= 2;
  return cancel_check(token);
}

static int soft_key_size(void) {
  return 128;
}

const struct cipher soft_cipher = {.encrypt = soft_encrypt_ok, .key_size = soft_key_size};
