// The part of QEMU's header that the program uses.
#ifndef QEMU_AIO_H
#define QEMU_AIO_H
#include <stdbool.h>

typedef struct AioContext AioContext;
bool aio_poll(AioContext *ctx, bool blocking);

#endif
