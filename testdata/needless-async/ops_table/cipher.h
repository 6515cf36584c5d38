// Ciphers, in software and on a card.
#ifndef CIPHER_H
#define CIPHER_H

#include <taskrt/task.h>

struct cipher {
  int (*encrypt)(char *block, cancel_token token);
  int (*key_size)(void);
};

extern const struct cipher card_cipher;
extern const struct cipher soft_cipher;

#endif
