"use strict";
// Filters, grouping and keys. Without it the page shows everything, in the order of files.
(() => {
  const form = document.querySelector("form");
  const list = document.querySelector("#findings");
  const all = [...list.querySelectorAll("details.finding")];
  const shown = document.querySelector("#shown");
  const none = document.querySelector("#none");
  let current = -1, step = -1;
  form.hidden = false;

  const visible = () => [...list.querySelectorAll("details.finding:not([hidden])")];

  function fill(select, key) {
    const counts = new Map();
    for (const one of all) counts.set(one.dataset[key], (counts.get(one.dataset[key]) || 0) + 1);
    for (const [name, count] of [...counts].sort((a, b) => a[0] < b[0] ? -1 : 1)) {
      const option = document.createElement("option");
      option.value = name;
      option.textContent = `${name} (${count})`;
      select.append(option);
    }
  }

  function group() {
    const key = form.group.value, order = { error: 0, warning: 1 };
    const groups = new Map();
    for (const one of all) {
      const name = one.dataset[key];
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(one);
    }
    const names = [...groups.keys()];
    names.sort((a, b) => key === "level" ? order[a] - order[b] : a < b ? -1 : 1);
    list.replaceChildren(...names.map((name) => {
      const section = document.createElement("section");
      const head = document.createElement("h2");
      head.textContent = name + " ";
      head.append(document.createElement("small"));
      section.append(head, ...groups.get(name));
      return section;
    }));
    filter();
  }

  function filter() {
    const words = form.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of all) {
      const text = one.textContent.toLowerCase();
      one.hidden = (form.level.value && one.dataset.level !== form.level.value) ||
        (form.rule.value && one.dataset.rule !== form.rule.value) ||
        (form.file.value && one.dataset.file !== form.file.value) ||
        !words.every((word) => text.includes(word));
      count += !one.hidden;
    }
    for (const section of list.children) {
      const here = section.querySelectorAll("details.finding:not([hidden])").length;
      section.hidden = !here;
      section.querySelector("h2 small").textContent = here;
    }
    shown.textContent = `${count} of ${all.length} shown`;
    none.hidden = count > 0 || !all.length;
    current = step = -1;
  }

  function go(index) {
    const now = visible();
    if (!now.length) return;
    for (const one of now) one.classList.remove("current");
    current = Math.max(0, Math.min(now.length - 1, index));
    step = -1;
    now[current].classList.add("current");
    now[current].open = true;
    now[current].querySelector("summary").focus({ preventScroll: true });
    now[current].scrollIntoView({ block: "start" });
    scrollBy(0, -form.offsetHeight - 8);
  }

  function goStep(by) {
    const one = visible()[current];
    if (!one) return go(0);
    const steps = [...one.querySelectorAll("ol.path > li")];
    for (const li of steps) li.classList.remove("current");
    one.open = true;
    step = Math.max(0, Math.min(steps.length - 1, step + by));
    steps[step].classList.add("current");
    steps[step].scrollIntoView({ block: "center" });
  }

  function theme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" :
      matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }

  const keys = {
    j: () => go(current + 1), k: () => go(current - 1), n: () => goStep(1), p: () => goStep(-1),
    "/": () => form.text.focus(), t: theme,
    e: () => { const open = visible().some((one) => !one.open); for (const one of visible()) one.open = open; },
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { form.reset(); group(); document.activeElement.blur(); return; }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  list.addEventListener("click", (event) => {
    const one = event.target.closest("details.finding");
    if (one) { for (const other of all) other.classList.toggle("current", other === one);
      current = visible().indexOf(one); step = -1; }
  });
  form.addEventListener("input", (event) => event.target === form.group ? group() : filter());
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("#theme").addEventListener("click", theme);

  function openTarget() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  }
  addEventListener("hashchange", openTarget);

  fill(form.rule, "rule");
  fill(form.file, "file");
  group();
  openTarget();
})();
