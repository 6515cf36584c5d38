// Every combination of the parts of a `for`, plain and through macros.
void init(void);
int more(void);
void step(void);
void work(void);

void none(void) {
  for (;;)
    work();
}
void only_init(void) {
  for (init();;)
    work();
}
void only_condition(void) {
  for (; more();)
    work();
}
void only_step(void) {
  for (;; step())
    work();
}
void init_condition(void) {
  for (init(); more();)
    work();
}
void init_step(void) {
  for (init(); /* ; */; step())
    work();
}
void condition_step(void) {
  for (; more(); step())
    work();
}
void all(void) {
  for (init(); more(); step())
    work();
}

#define LOOP(a, b, c) for (a; b; c)
#define FOREVER for (;;)
#define EACH(c) for (;; c)
#define UNTIL(b) for (; b;)
void macro_none(void) {
  FOREVER work();
}
void macro_only_condition(void) {
  UNTIL(more()) work();
}
void macro_only_step(void) {
  EACH(step()) work();
}
void macro_all(void) {
  LOOP(init(), more(), step()) work();
}
