// A library: others include this.
#include <taskrt/task.h>

task *fetch(int ms, cancel_token token);
task *fetch_queued(int ms, cancel_token token);
task *fetch_anywhere(cancel_token token);
