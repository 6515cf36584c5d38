// The part of GLib's headers that the program uses.
#ifndef GLIB_GTHREAD_H
#define GLIB_GTHREAD_H

typedef struct _GThread GThread;
typedef void *(*GThreadFunc)(void *data);
GThread *g_thread_new(const char *name, GThreadFunc func, void *data);
void *g_thread_join(GThread *thread);

#endif
