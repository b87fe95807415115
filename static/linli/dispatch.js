/* Linli: the organisation's desk. Everything here is a shortcut to a link or a button that is on the page as well.
   j k  next, previous    Enter  the issue's page    x  tick    a s d  the panel's buttons    ?  the list of keys */
(() => {
  "use strict";
  const OFF = "desk:keys-off", EVERY = 30000;
  const wide = matchMedia("(min-width:64rem)");
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const rows = () => all("[data-open]");
  let at = -1; // where in the list one stands
  let here = one("[data-open][aria-current]")?.dataset.open; // the number of the issue there
  let pending = []; // keys pressed while an answer is on its way: done in their order, each to the issue it meant
  let moved = false; // what was there went elsewhere by what was done to it: the next one has taken its place

  /* While what came is settling, htmx still puts attributes in order and would undo what a key has done. */
  const busy = () => one("#desk form.htmx-request, #desk.htmx-settling, #desk .htmx-settling");
  const current = () => rows().find((row) => row.dataset.open === here);
  const shown = () => one("#panel [data-issue]")?.dataset.issue;
  const store = { get off() { try { return !!localStorage.getItem(OFF); } catch { return false; } },
    set off(yes) { try { yes ? localStorage.setItem(OFF, 1) : localStorage.removeItem(OFF); } catch { /* this time only */ } } };

  const mark = (row) => {
    all("[data-open][aria-current]").forEach((a) => a.removeAttribute("aria-current"));
    all(".desk__row[data-current]").forEach((div) => div.removeAttribute("data-current"));
    row.setAttribute("aria-current", "true");
  };
  const show = (row) => {
    here = row.dataset.open;
    at = rows().indexOf(row);
    moved = false;
    mark(row);
    history.replaceState(history.state, "", row.href);
    htmx.ajax("GET", row.href, { source: "#panel", target: "#panel", swap: "innerHTML" });
  };
  const move = (step) => {
    const list = rows();
    const from = current() && !moved ? list.indexOf(current()) : step > 0 ? at - 1 : at;
    const row = list[Math.max(0, Math.min(list.length - 1, from + step))];
    if (!row) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
    if (moved || shown() !== here || row.dataset.open !== here) show(row);
  };

  const press = (key) => {
    const found = one(`#panel [data-key="${key}"]`);
    if (!found) return;
    if (found.tagName !== "SUMMARY") return found.click();
    found.parentElement.open = true;
    found.parentElement.querySelector("input[type=radio],textarea")?.focus();
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: () => (document.activeElement?.closest(".desk__row") || current()?.closest(".desk__row"))?.querySelector("input").click(),
    a: () => press("a"),
    s: () => press("s"),
    d: () => press("d"),
    "?": () => { const help = one("#keys"); help.open = !help.open; help.querySelector("summary").focus(); },
  };
  const ready = (key) => !busy() && !("asd".includes(key) && one("#panel.htmx-request"));
  const drain = () => {
    while (pending.length && ready(pending[0])) keys[pending.shift()]();
  };
  const writes = (e) => e.closest("textarea,select,[contenteditable]") || (e.matches("input") && !/^(checkbox|radio|button|submit)$/.test(e.type));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || store.off || !one("#desk")) return;
    if (writes(event.target)) return void (event.key === "Escape" && event.target.blur());
    const row = event.target.closest("[data-open]");
    if (event.key === "Enter" && row && wide.matches && shown() === row.dataset.open) {
      event.preventDefault();
      return void location.assign(row.dataset.page);
    }
    if (!keys[event.key]) return;
    event.preventDefault();
    pending.push(event.key);
    drain();
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-open]");
    if (row && wide.matches && !busy() && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      return show(row);
    }
    const step = event.target.closest("#panel button[data-key=j],#panel button[data-key=k]");
    if (step) return keys[step.dataset.key]();
    if (event.target.closest("[data-tick-all]")) {
      const boxes = all(".desk__tick input"), yes = boxes.some((box) => !box.checked);
      boxes.forEach((box) => { box.checked = yes; });
      count();
    }
  });

  const count = () => {
    const note = one("[data-ticked]"), n = all(".desk__tick input:checked").length;
    if (note) note.textContent = n ? `${note.dataset.ticked} ${n}` : "";
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-on]")) store.off = !event.target.checked;
    if (event.target.matches(".desk__tick input")) count();
  });

  const dress = () => {
    all("[data-keys],[data-tick-all]").forEach((e) => { e.hidden = false; });
    const box = one("[data-keys-on]");
    if (box) box.checked = !store.off;
    if (current()) mark(current());
    count();
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "desk") return;
    here = shown() || here;
    moved = at >= 0 && rows()[at]?.dataset.open !== here;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    dress();
    if (event.target.id === "desk") one("#work-title")?.focus({ preventScroll: true });
    if (event.target.id === "panel" && one("#panel form.work")) one("#work-title")?.focus();
    drain();
  });
  for (const type of ["htmx:sendError", "htmx:responseError"]) document.addEventListener(type, () => { pending = []; });
  /* a file comes down and the page stays: its button may be pressed again */
  document.addEventListener("submit", (event) => event.target.matches("[data-file]") && setTimeout(() => {
    delete event.target.dataset.sent;
    [...event.target.elements].forEach((e) => e.removeAttribute("aria-disabled"));
  }, 1500));

  const refresh = () => document.visibilityState === "visible" && navigator.onLine && one("#counts") && htmx.trigger("#counts", "refresh");
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  at = rows().indexOf(current());
  dress();
})();
