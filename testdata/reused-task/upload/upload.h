// Uploads as tasks: begun by one function, ended by one of two others.
#ifndef UPLOAD_H
#define UPLOAD_H
#include <taskrt/task.h>

task *upload_begin(void *file, cancel_token token);
int upload_end(task *upload);
void upload_give_up(task *upload);

#endif
