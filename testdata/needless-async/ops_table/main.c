// Encrypting may suspend, asking for the size of the key may not, whatever is behind the table.
#include "cipher.h"

static int ASYNC_LINT("async")
    encrypt_all_ok(const struct cipher *cipher, char *text, cancel_token token) {
  int status = 0;
  for (; *text && status == 0; text++)
    status = cipher->encrypt(text, token);
  return status;
}

static int ASYNC_LINT("async") key_bytes_bad(const struct cipher *cipher) {
  // expect@-1: needless-async "`key_bytes_bad`"
  return cipher->key_size() / 8;
}

static int protect(void *arg, cancel_token token, void *result) {
  const struct cipher *cipher = cancel_requested(token) ? &soft_cipher : &card_cipher;
  return encrypt_all_ok(cipher, arg, token) + key_bytes_bad(cipher);
}

int main(void) {
  char text[] = "secret";
  return task_wait(task_run(protect, text, 0, CANCEL_NONE));
}
