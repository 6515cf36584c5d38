// The part of GLib's headers that the program uses.
#ifndef GLIB_GTIMER_H
#define GLIB_GTIMER_H

void g_usleep(unsigned long microseconds);

#endif
