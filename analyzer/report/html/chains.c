// SPDX-License-Identifier: MIT
// Who blocks whom: the call chains of all findings as one picture, a tree from where tasks begin to
// what they must not do. Chains are read from the steps that say "`a` calls `b` here"; findings
// without such steps are not in it.
#include "analyzer/base/encode.h"
#include "analyzer/report/html/html.h"
#include "analyzer/report/steps.h"

#include <stdlib.h>
#include <string.h>

#define NOTHING UINT32_MAX

/// A function in one chain, or the thing found at its end.
struct link {
  const char *name; // from the text of a message: up to the closing backquote
  size_t length;
  const char *how;                  // what the message says behind the name: " runs as a task"
  const struct finding *finding;    // of a leaf
  uint32_t child, last_child, next; // in the order of findings
};

struct tree {
  struct link *links; // the first is the root, which has no name
  uint32_t count, capacity;
};

static uint32_t new_link(struct tree *tree, uint32_t parent, const struct link *like) {
  if (tree->count == tree->capacity) {
    tree->capacity = tree->capacity ? 2 * tree->capacity : 64;
    tree->links = xrealloc(tree->links, tree->capacity * sizeof *tree->links);
  }
  uint32_t added = tree->count++;
  tree->links[added] = *like;
  tree->links[added].child = tree->links[added].last_child = tree->links[added].next = NOTHING;
  if (parent == NOTHING)
    return added;
  struct link *above = &tree->links[parent];
  if (above->child == NOTHING)
    above->child = added;
  else
    tree->links[above->last_child].next = added;
  above->last_child = added;
  return added;
}

/// The child of that name, made when there is none.
static uint32_t enter(struct tree *tree, uint32_t parent, const struct link *like) {
  for (uint32_t at = tree->links[parent].child; at != NOTHING; at = tree->links[at].next) {
    const struct link *link = &tree->links[at];
    if (!link->finding && link->length == like->length &&
        !memcmp(link->name, like->name, like->length))
      return at;
  }
  return new_link(tree, parent, like);
}

/// The next word between backquotes from `*at` on; `*at` is set behind it.
static bool next_word(const char **at, struct link *link) {
  const char *open = strchr(*at, '`'), *close = open ? strchr(open + 1, '`') : NULL;
  if (!close)
    return false;
  *link = (struct link){.name = open + 1, .length = (size_t)(close - open - 1), .how = close + 1};
  *at = close + 1;
  return true;
}

static bool begins(const char *text, const char *word) {
  return strncmp(text, word, strlen(word)) == 0;
}

/// Adds the chain of a finding: the functions of its calling steps, then the finding.
static void add_chain(struct tree *tree, const struct finding *finding, struct report_step *steps) {
  uint32_t count = report_steps(finding, steps), at = 0;
  for (uint32_t i = 0; i < count; i++) {
    const char *text = steps[i].message;
    struct link caller, callee;
    if (*text != '`' || !next_word(&text, &caller))
      continue;
    if (!begins(text, " calls `")) {
      if (!at && (begins(text, " runs as ") || begins(text, " is called back ")))
        at = enter(tree, 0, &caller);
      continue;
    }
    if (!at)
      at = enter(tree, 0, &(struct link){.name = caller.name, .length = caller.length});
    if (next_word(&text, &callee)) {
      callee.how = NULL;
      at = enter(tree, at, &callee);
    }
  }
  const char *text = finding->message;
  struct link leaf;
  if (!at || !next_word(&text, &leaf))
    return;
  leaf.finding = finding;
  new_link(tree, at, &leaf);
}

static void put_link(FILE *out, const struct tree *tree, uint32_t at, unsigned depth) {
  const struct link *link = &tree->links[at];
  fputs("<li>", out);
  if (link->finding)
    fprintf(out, "<a class=\"level %s\" href=\"#f-%s\">", report_level(link->finding->level),
            link->finding->fingerprint);
  fputs("<code>", out);
  encode_xml_n(out, link->name, link->length);
  fputs("</code>", out);
  if (link->finding)
    fprintf(out, "</a> <span class=\"dim\">%s</span>", link->finding->rule);
  else if (link->how && depth == 1) {
    fputs("<span class=\"dim\">", out);
    html_words(out, link->how);
    fputs("</span>", out);
  }
  if (link->child != NOTHING)
    fputs("\n<ul>\n", out);
  for (uint32_t next = link->child; next != NOTHING; next = tree->links[next].next)
    put_link(out, tree, next, depth + 1);
  fputs(link->child != NOTHING ? "</ul>\n</li>\n" : "</li>\n", out);
}

void html_chains(FILE *out, const struct findings *findings) {
  struct tree tree = {0};
  new_link(&tree, NOTHING, &(struct link){.name = ""});
  for (uint32_t i = 0; i < findings->count; i++) {
    const struct finding *finding = &findings->items[i];
    if (finding->suppressed || !finding->note_count)
      continue;
    struct report_step *steps = xcalloc((size_t)finding->note_count + 1, sizeof *steps);
    add_chain(&tree, finding, steps);
    free(steps);
  }
  if (tree.count > 1) {
    fputs("<details class=\"chains\" open>\n<summary>Call chains: who blocks whom</summary>\n"
          "<ul>\n",
          out);
    for (uint32_t at = tree.links[0].child; at != NOTHING; at = tree.links[at].next)
      put_link(out, &tree, at, 1);
    fputs("</ul>\n</details>\n", out);
  }
  free(tree.links);
}
