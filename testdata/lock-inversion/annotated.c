// Contracts of one's own; three locks of which two are in both orders; one finding for one place.
#include <taskrt/annotate.h>

typedef struct zone zone;

struct world {
  zone *land, *sea, *sky;
};

void zone_enter(zone *z) ASYNC_LINT("acquires z");
void zone_leave(zone *z) ASYNC_LINT("releases z");

void sail_bad(struct world *world) {
  zone_enter(world->land);
  zone_enter(world->sea); // expect: lock-inversion "`world->land` and `world->sea`"
  zone_leave(world->sea);
  zone_leave(world->land);
}

void land_all(struct world *world) {
  zone_enter(world->sky);
  zone_enter(world->sea);
  zone_enter(world->land);
  zone_leave(world->land);
  zone_leave(world->sea);
  zone_leave(world->sky);
}
