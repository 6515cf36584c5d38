// Access paths: members, elements, pointers, and which of them are dereferenced.
typedef struct node node;
struct node {
  node *next;
  int values[4];
  struct {
    int a;
    union {
      int b;
      long c;
    };
  };
  struct {
    int named;
  } inner;
};
void take(void *);
int global_count;
static node *head;

void paths(node *p, int i) {
  int array[8];
  p->values[2] = array[i];
  p->next->next->a = p->b;
  p->inner.named = (*p).c;
  array[0] = *array;
  *(array + 3) = 1;
  p[0].a = p[1].a;
  p[i].a = *(&p->a);
  take(&p->values[1]);
  take(&*p);
  take(&p[0]);
  take(array);
  take(array + 2);
  take(p->values);
  take(&global_count);
  head = p;
  (&array[1])[1] = 2;
  p->next->next->next->next->next->a = 5;
}
void copies(node *p) {
  node a = *p, b;
  b = a;
  *p = b;
  node **pp = &p;
  (*pp)->a = 1;
  static int counter;
  counter++;
  --*(&counter);
  p++->a = 2;
}
