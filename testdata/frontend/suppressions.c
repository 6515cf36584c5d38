// async-lint: allow-file(whole-file) generated code
// Suppressions: in comments only, for the line they speak of.
int f(int);

int lines(void) {
  f(1); // async-lint: allow(dropped-task) started for its effect
  // async-lint: allow(blocking-call, dropped-task)

  // another comment in between
  f(2);
  /* async-lint: allow(a) */ f(3);
  f(4); // NOLINT(async-lint-dropped-task, bugprone-x)
  // NOLINTNEXTLINE(async-lint-*)
  f(5);
  f(6); // NOLINT(bugprone-y)
  const char *text = "// async-lint: allow(not-one)";
  char quote = '"'; // async-lint: allow(after-quote)
  /* several lines
     async-lint: allow(in-block): with a colon
   */
  f(7 /* async-lint: allow(b) inside */);
  return text[0] + quote;
}
// async-lint: allow-function(whole-function) because
int whole(void) {
  return f(8); // async-lint: allow()
}
