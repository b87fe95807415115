/* The room (desk, phone, projector): what others do appears within two seconds, what is typed is never lost.
   [data-room] holds the address that is asked every second; [data-part] are elements with an id that are taken in when
   they changed; <form data-act> is pressed without leaving the page; <textarea data-note> is saved while it is typed,
   over the version it was read at, and kept on this device until the server has it. The pages work without this file. */
(() => {
  "use strict";
  const script = document.currentScript.dataset, root = document.querySelector("[data-room]");
  if (!root) return;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const say = (words) => document.dispatchEvent(new CustomEvent("linli:say", { detail: words }));
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");
  let known = root.dataset.pulse, acting = 0, turn = 0; // `turn`: an answer from before a press is not taken in after it
  let kept = 0; // what was saved from here: a desk from before it is older than this one

  /* --- asking the server ------------------------------------------------------------------------- */
  const patience = (ms) => { // the signal that does so by itself is younger than many phones
    const stop = new AbortController();
    setTimeout(() => stop.abort(), ms);
    return stop.signal;
  };
  /* A signing in elsewhere in this browser makes the page's tokens worthless; another person's are not taken. */
  const newToken = async () => {
    const page = parse(await (await fetch(location.href, { signal: patience(8000) })).text());
    if (page.documentElement.dataset.who !== document.documentElement.dataset.who) return location.reload();
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (token) all("[name=csrfmiddlewaretoken]").forEach((e) => { e.value = token; });
    return token;
  };
  const deliver = async (address, body, ms) => {
    const once = () => fetch(address, { method: "POST", body, headers: { "X-Room": "1" }, signal: patience(ms) });
    const answer = await once(), token = answer.status === 403 && await newToken();
    if (!token) return answer;
    body.set("csrfmiddlewaretoken", token);
    return once();
  };
  const isJson = (answer) => answer.headers.get("Content-Type")?.includes("json");

  /* --- what changed is taken in ------------------------------------------------------------------ */
  const writes = (part) => part.contains(document.activeElement)
    && document.activeElement.matches("textarea,select,input:not([type=radio])");
  const filled = (e) => e.type === "radio" || e.type === "checkbox" ? e.checked !== e.defaultChecked
    : e.options ? [...e.options].some((o) => o.selected !== o.defaultSelected && o.index > 0) : e.value !== e.defaultValue;
  const busy = (part) => writes(part) || all("textarea,select,input:not([type=hidden])", part).some(filled);

  const pressed = () => document.querySelector("button:active,a:active,summary:active"); // taken away, it would not be clicked

  const take = (html, forced, stale) => {
    const fresh = parse(html), focused = document.activeElement, around = focused?.closest("[data-part]")?.id;
    for (const part of all("[data-part]", fresh)) {
      if (stale && (part.id === "pulse" || part.id === "desk")) continue; // the next answer brings them
      if (part.id === "pulse") { known = part.dataset.pulse; continue; }
      const old = document.getElementById(part.id);
      if (!old || old === part || old.isEqualNode(part)) continue; // a part inside one that was taken in came with it
      if (part.id === "desk" && !forced && (part.dataset.state === old.dataset.state || busy(old))) {
        reword(part);
        continue;
      }
      if (!forced && writes(old)) continue;
      const item = (one) => (one.dataset.state || "").split("-")[0]; // another item's desk begins folded
      const open = item(part) === item(old) ? all("details", old).map((d) => d.open) : [];
      all("details", part).forEach((d, i) => { d.open = d.open || open[i] || false; });
      old.replaceWith(document.adoptNode(part));
    }
    if (document.activeElement === document.body && around) {
      const part = document.getElementById(around), seen = all("button,a,summary,input,select,textarea", part).filter((e) => e.offsetParent);
      const same = (e) => e.tagName === focused.tagName && e.textContent === focused.textContent;
      const press = seen.find((e) => e.matches("button,a,summary")); // nobody is put into a text that they did not choose
      ((focused.id && document.getElementById(focused.id)) || seen.find(same) || press)?.focus({ preventScroll: true });
    }
    all("textarea[data-note]").forEach(prepare);
    tick();
  };

  /* The desk stays while somebody types on it; a text that this person has not changed follows the other's. */
  const reword = (fresh) => {
    for (const theirs of all("textarea[data-note]", fresh)) {
      const box = document.getElementById(theirs.id);
      if (!box || box.dataset.dirty || box.dataset.version === theirs.dataset.version) continue;
      const caret = box.selectionStart;
      box.value = box.defaultValue = theirs.value;
      box.dataset.version = theirs.dataset.version;
      if (box === document.activeElement) box.setSelectionRange(caret, caret);
    }
  };

  let asking = false;
  const ask = async () => {
    if (asking || acting || document.hidden) return;
    asking = true;
    const asked = turn, had = kept;
    try {
      const answer = await fetch(root.dataset.room + "v=" + known, { headers: { "X-Room": "1" }, signal: patience(8000) });
      online(answer.status < 500);
      if (answer.redirected || answer.status === 404) return location.reload();
      if (answer.status !== 200) return;
      const html = await answer.text();
      if (!acting && asked === turn && !pressed()) take(html, false, had !== kept);
    } catch { online(false); } finally { asking = false; }
  };
  setInterval(ask, 1000);
  document.addEventListener("visibilitychange", ask);

  let wasOnline = true;
  const online = (is) => {
    if (is && !wasOnline) all("textarea[data-note]").forEach((box) => box.dataset.dirty && save(box));
    if (!is && wasOnline && script.kept) say(script.kept);
    wasOnline = is;
    document.documentElement.toggleAttribute("data-cut-off", !is);
  };

  /* --- buttons ------------------------------------------------------------------------------------ */
  const send = async (form, button) => {
    const body = new FormData(form);
    if (button?.name) body.append(button.name, button.value);
    acting += 1;
    turn += 1;
    try {
      await Promise.all(all("textarea[data-note]").map((box) => box.dataset.dirty && save(box)));
      if (form.id === "motion-form") body.set("version", form.querySelector("[data-note]").dataset.version);
      if (form.dataset.words) {
        const box = document.getElementById(form.dataset.words);
        body.set("text", box.value);
        body.set("version", box.dataset.version);
        body.delete("motion");
      }
      const answer = await deliver(button?.formAction && button.hasAttribute("formaction") ? button.formAction : form.action, body, 15000);
      if (answer.redirected) return location.reload();
      if (isJson(answer)) say((await answer.json()).say);
      else if (answer.ok || answer.status === 422) take(await answer.text(), form.closest("#desk") !== null);
      else say(script.failed);
      online(true);
    } catch { say(script.failed); } finally { acting -= 1; }
  };
  let clicked; // a browser from before `submitter` (Safari 15.4) says so which button it was
  document.addEventListener("click", ({ target }) => { clicked = target.closest("button"); }, true);
  const sender = (event) => ("submitter" in event ? event.submitter : clicked?.form === event.target ? clicked : null);
  document.addEventListener("submit", (event) => {
    const form = event.target, by = sender(event);
    if (!form.matches("[data-act],[data-decide],#motion-form") && !form.querySelector("[data-note]")) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.busy) return;
    form.dataset.busy = 1;
    const box = form.querySelector("[data-note]"), saves = box && !by?.hasAttribute("formaction");
    (saves ? save(box) : send(form, by)).finally(() => delete form.dataset.busy);
  }, true);
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-hands]");
    if (!form || !event.target.name.startsWith("party")) return;
    const body = new FormData(form), mine = ++turn;
    acting += 1;
    deliver(form.dataset.hands, body, 15000).then(async (answer) => {
      if (isJson(answer)) say((await answer.json()).say);
      else if (answer.ok) {
        const tally = parse(await answer.text()).getElementById("tally");
        all("input[name^=party]", form).forEach((e) => { e.defaultChecked = e.checked; e.defaultValue = e.value; });
        if (tally && mine === turn) document.getElementById("tally")?.replaceWith(document.adoptNode(tally));
      }
    }).catch(() => say(script.failed)).finally(() => { acting -= 1; });
  });

  /* --- what is typed ------------------------------------------------------------------------------ */
  const mine = "room:" + (document.documentElement.dataset.who || "") + ":";
  let store = null;
  try { store = window.localStorage; } catch { /* the server's copy has to do */ }
  const keep = (box) => { try { store?.setItem(mine + box.dataset.note, JSON.stringify({ text: box.value, version: box.dataset.version, at: Date.now() })); } catch { /* no room */ } };
  const forget = (box) => { try { store?.removeItem(mine + box.dataset.note); } catch { /* nothing kept */ } };
  const status = (box, words) => all(`[data-status="${box.dataset.note}"]`).forEach((e) => { e.textContent = words; });
  const hour = () => new Date().toLocaleTimeString("zh-CN", { hour: "numeric", minute: "2-digit", hour12: false });
  const waits = new WeakMap();

  const prepare = (box) => {
    if (box.dataset.ready) return;
    box.dataset.ready = 1;
    let draft = null;
    try { draft = JSON.parse(store?.getItem(mine + box.dataset.note)); } catch { forget(box); }
    if (!draft || typeof draft.text !== "string") return;
    if (draft.text === box.value) return forget(box);
    if (draft.version !== box.dataset.version && !box.value.trim() && !draft.text.trim()) return forget(box);
    box.value = draft.text; // from a page that closed, or a line that broke, before the server had it
    box.dataset.version = draft.version;
    box.dataset.dirty = 1;
    save(box);
  };

  /* What this page has just saved is no news to it; the rest of what the desk stands on stays as it was read. */
  const known_here = (box, words) => {
    const desk = box.closest("[data-state]");
    if (!desk) return;
    const [item, summary, ...rest] = desk.dataset.state.split("-"), resolutions = rest[rest.length - 1];
    desk.dataset.state = (words.motion ? [item, summary, words.motion, "draft", words.version, resolutions]
      : [item, words.version, ...rest]).join("-");
  };

  /* One at a time for each box: a second save waits for the version that the first one brings. */
  const saves = new WeakMap();
  const save = (box) => {
    clearTimeout(waits.get(box));
    const next = (saves.get(box) || Promise.resolve()).then(() => post(box));
    saves.set(box, next);
    return next;
  };

  const sent = new WeakMap(); // what went out last: if the answer was lost, it is no other's text
  const post = async (box) => {
    const text = box.value, form = box.form, body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "item"]) if (form.elements[name]) body.set(name, form.elements[name].value);
    body.set("text", text);
    body.set("version", box.dataset.version);
    status(box, script.saving);
    try {
      const before = sent.get(box);
      sent.set(box, text);
      const answer = await deliver(form.getAttribute("action"), body, 10000);
      if (answer.redirected) throw new Error("signed out");
      if (!isJson(answer)) { // it is there, and has no ear for this just now
        status(box, script.kept);
        waits.set(box, setTimeout(save, 5000, box));
        return;
      }
      const words = await answer.json();
      if (answer.ok) {
        kept += 1;
        box.dataset.version = words.version;
        form.elements.version.value = words.version;
        known_here(box, words);
        status(box, script.saved.replace("{time}", hour()));
        box.defaultValue = text;
        if (box.value === text) { delete box.dataset.dirty; forget(box); } else keep(box);
      } else if ("theirs" in words && before !== undefined && words.theirs.trim() === before.trim()) {
        box.dataset.version = words.version; // our own words, of which no answer had come
        return post(box);
      } else if ("theirs" in words) conflict(box, words);
      else { status(box, words.say); delete box.dataset.dirty; }
      online(true);
    } catch { status(box, script.kept); online(false); }
  };

  const typed = (event) => {
    const box = event.target;
    if (!box.matches("textarea[data-note]")) return;
    box.dataset.dirty = 1;
    keep(box);
    clearTimeout(waits.get(box));
    if (event.isComposing) return; // letters on their way to a character are nobody's words, least of all on the projector
    if (!box.parentElement.querySelector("[data-conflict]")) waits.set(box, setTimeout(save, 700, box));
  };
  document.addEventListener("input", typed);
  document.addEventListener("compositionend", typed);

  /* Both texts, and three ways out; until one is chosen nothing is saved over the other's. */
  const conflict = (box, words) => {
    status(box, words.say);
    box.parentElement.querySelector("[data-conflict]")?.remove();
    const note = document.createElement("div");
    note.className = "card card--sunk stack stack--2";
    note.dataset.conflict = "";
    note.setAttribute("role", "alert");
    const head = Object.assign(document.createElement("p"), { className: "label", textContent: script.conflict });
    const theirs = Object.assign(document.createElement("div"), { className: "prose theirs", textContent: words.theirs });
    const row = Object.assign(document.createElement("div"), { className: "row row--tight" });
    const choose = (label, text) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--sm", textContent: label });
      button.addEventListener("click", () => {
        box.value = text();
        box.dataset.version = words.version;
        note.remove();
        save(box);
      });
      row.append(button);
    };
    choose(script.both, () => words.theirs.trimEnd() + "\n" + box.value);
    choose(script.mine, () => box.value);
    choose(script.theirs, () => words.theirs);
    note.append(head, theirs, row);
    box.after(note);
  };

  /* --- clocks: counted here from what the server said, so that they run without the network ------- */
  const begun = new WeakMap();
  const figure = (left) => (left < 0 ? "+" : "") + Math.floor(Math.abs(left) / 60) + ":" + String(Math.abs(left) % 60).padStart(2, "0");
  const tick = () => {
    for (const clock of all("[data-clock]")) {
      if (!begun.has(clock)) begun.set(clock, performance.now());
      const passed = clock.dataset.runs ? (performance.now() - begun.get(clock)) / 1000 : 0;
      const left = Math.round(Number(clock.dataset.left) - passed);
      clock.textContent = figure(left);
      const ring = clock.closest(".timer")?.querySelector("[data-ring]");
      if (ring) ring.setAttribute("stroke-dasharray", Math.max(0, Math.round(100 * left / Number(ring.dataset.ring))) + " 100");
      clock.closest(".timer,.screen__clock,.speaker,.screen__speaker")?.classList.toggle("is-over", left < 0);
    }
    all("[data-now]").forEach((e) => { e.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "numeric", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" }); });
  };
  setInterval(tick, 500);
  document.documentElement.dataset.live = ""; // the buttons that only pages without script need are put away
  all("textarea[data-note]").forEach(prepare);
  tick();
})();
