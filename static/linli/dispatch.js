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
  let asking; // what is asked for the panel that is on its way: only the last one counts

  const busy = () => one("#desk form[aria-busy]");
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
    fetchPanel(row.href);
  };
  const fetchPanel = async (address) => {
    asking?.abort();
    const panel = one("#panel"), mine = asking = new AbortController();
    const put = (piece) => panel.replaceChildren(piece);
    await linliFetched(panel, address, { put, signal: mine.signal, headers: { "HX-Target": "panel" } });
    if (asking === mine) asking = undefined;
    drain();
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
  const ready = (key) => !busy() && !("asd".includes(key) && asking);
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
  document.addEventListener("htmx:load", ({ target }) => {
    const isDesk = target.id === "desk";
    if (isDesk) {
      here = shown() || here;
      moved = at >= 0 && rows()[at]?.dataset.open !== here;
    }
    dress();
    if (isDesk || target.matches("#panel > form.work")) one("#work-title")?.focus({ preventScroll: isDesk });
    drain();
  });
  document.addEventListener("htmx:afterRequest", drain);
  /* what is sent brings the whole desk: a panel on its way would be late */
  document.addEventListener("submit", (event) => event.target.closest("#desk") && asking?.abort(), true);
  for (const type of ["htmx:sendError", "htmx:responseError"]) document.addEventListener(type, () => { pending = []; });
  /* a file comes down and the page stays: its button may be pressed again */
  document.addEventListener("submit", (event) => event.target.matches("[data-file]") && setTimeout(() => {
    delete event.target.dataset.sent;
    [...event.target.elements].forEach((e) => e.removeAttribute("aria-disabled"));
  }, 1500));

  const refresh = () => {
    const counts = document.visibilityState === "visible" && navigator.onLine && one("#counts");
    if (counts) linliFetched(counts, counts.dataset.again, { headers: { "HX-Target": "counts" } });
  };
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  at = rows().indexOf(current());
  dress();
})();
