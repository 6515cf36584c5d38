// SPDX-License-Identifier: MIT
// The texts and names of error codes.
#include <taskrt/error.h>

#include <string.h>

const char *task_strerror(int status) {
  switch (status) {
  case TASK_OK:
    return "success";
#define TASK_ERROR(name, value, text)                                                              \
  case TASK_##name:                                                                                \
    return text;
#include <taskrt/error.def>
#undef TASK_ERROR
  default:
    break;
  }
  const char *text = NULL;
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 32)
  if (status < 0 && status > TASK_ECONTEXT)
    text = strerrordesc_np(-status);
#endif
  return text ? text : "unknown error";
}

const char *task_error_name(int status) {
  const char *name = NULL;
  switch (status) {
  case TASK_OK:
    return "TASK_OK";
#define TASK_ERROR(name, value, text)                                                              \
  case TASK_##name:                                                                                \
    return "TASK_" #name;
#include <taskrt/error.def>
#undef TASK_ERROR
  default:
    break;
  }
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 32)
  if (status < 0 && status > TASK_ECONTEXT)
    name = strerrorname_np(-status);
#endif
  return name ? name : "TASK_UNKNOWN";
}
