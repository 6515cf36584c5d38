// Structures by value: as locals, parameters, in arrays, nested.
#include <taskrt/task.h>

struct page {
  char text[16 * 1024];
};

struct book {
  struct page pages[4];
};

static int read_bad(void *arg, cancel_token token, void *result) {
  struct book book; // expect: stack-budget "with `book`, a task of `read_bad` may need 64 KiB"
  book.pages[0].text[0] = 1;
  return book.pages[0].text[0] + task_delay(1, token);
}

static int weigh(struct page page) {
  return page.text[0];
}

static int weigh_all_bad(void *arg, cancel_token token, void *result) {
  struct page pages[3]; // expect: stack-budget "a task of `weigh_all_bad` may need 64 KiB"
  pages[0].text[0] = 1;
  return weigh(pages[0]) + task_delay(1, token); // note: "`weigh_all_bad` calls `weigh` here"
}

static int pointer_ok(void *arg, cancel_token token, void *result) {
  struct book *book = arg;
  struct book *copies[3] = {book, book, book};
  return copies[1]->pages[0].text[0] + task_delay(1, token);
}

int main(void) {
  static struct book book;
  int status = task_wait(task_run(read_bad, NULL, 0, CANCEL_NONE));
  status |= task_wait(task_run(weigh_all_bad, NULL, 0, CANCEL_NONE));
  return status | task_wait(task_run(pointer_ok, &book, 0, CANCEL_NONE));
}
