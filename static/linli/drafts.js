/* Linli: a form with data-draft="key" keeps its words on this device while they are written, so that they come back
   after a reload, a lost signal or a session that ended; per person and form, for a week. Passwords, codes, files and
   hidden fields are never kept. The server's data-saved="saved:key" (a message's extra_tags) forgets them.
   If a form was sent and no answer came, the same words go out again under the same client_key, so the server can
   tell that it has them already; changed words get the new page's key. */
(() => {
  "use strict";
  const WEEK = 7 * 24 * 60 * 60 * 1000;
  const mine = "draft:" + (document.documentElement.dataset.who || "") + ":";
  let store;
  try { store = window.localStorage; } catch { return; }

  const fields = (form) => [...form.elements].filter((e) => e.name && e.autocomplete !== "one-time-code"
    && e.matches("textarea,select,input") && !/^(hidden|password|file|submit|button|reset|image)$/.test(e.type));
  const ticked = (e) => e.type === "radio" || e.type === "checkbox";
  const valueOf = (e) => (ticked(e) ? e.checked : e.value);
  const untouched = (e) => {
    if (e.options) return [...e.options].every((o) => o.selected === o.defaultSelected) || e.selectedIndex === 0;
    return valueOf(e) === (ticked(e) ? e.defaultChecked : e.defaultValue);
  };

  const keep = (form, key) => {
    const words = fields(form).filter((e) => !ticked(e) || e.checked).map((e) => [e.name, e.value]);
    try {
      if (fields(form).every(untouched)) store.removeItem(mine + form.dataset.draft);
      else store.setItem(mine + form.dataset.draft, JSON.stringify({ at: Date.now(), words, key }));
    } catch { /* no room: the form still works */ }
  };

  const read = (name) => {
    try {
      const draft = JSON.parse(store.getItem(name));
      if (draft && Date.now() - draft.at < WEEK && Array.isArray(draft.words)) return draft;
    } catch { /* not ours, or damaged */ }
    store.removeItem(name);
    return null;
  };

  const fresh = new WeakMap(); // form: the key to use once its restored words are changed
  const left = new WeakMap(); // form: words whose fields are still on their way, such as a category's questions

  const waiting = (form) => fields(form).filter((e) => left.get(form)?.some(([name]) => name === e.name));

  /* Whether a text came back. What the page's address asks for is newer than any draft, and so is what was typed
     before this file was here. */
  const put = (elements, words) => {
    const asked = new URLSearchParams(location.search), typed = elements.filter((e) => !untouched(e)).map((e) => e.name);
    let back = false;
    for (const e of elements.filter((one) => !asked.has(one.name) && !typed.includes(one.name))) {
      const i = words.findIndex(([name, value]) => name === e.name && (!ticked(e) || value === e.value));
      const had = valueOf(e);
      if (ticked(e)) e.checked = i >= 0;
      else if (i >= 0) e.value = words[i][1];
      if (i >= 0) words.splice(i, 1);
      if (had === valueOf(e)) continue;
      back ||= !ticked(e);
      e.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return back;
  };

  const restore = (form) => {
    const draft = read(mine + form.dataset.draft), there = fields(form), isNew = there.every(untouched);
    if (!isNew) keep(form);
    // What the server sends back with its errors is newer than any draft.
    if (!draft || form.querySelector("[aria-invalid=true],[role=alert]")) return;
    const { words, key } = draft, own = form.elements.client_key;
    if (key && own && isNew) {
      fresh.set(form, own.value);
      own.value = key;
    }
    left.set(form, words);
    let back = put(there, words);
    back = put(waiting(form).filter((e) => !there.includes(e)), words) || back; // the questions of the kind just chosen
    if (back) document.dispatchEvent(new CustomEvent("linli:say", { detail: "restored" }));
  };

  const start = (from) => {
    from.querySelectorAll("[data-saved]").forEach((e) => {
      for (const word of e.dataset.saved.match(/saved:\S+/g) || []) store.removeItem(mine + word.slice(6));
    });
    from.querySelectorAll("form[data-draft]").forEach(restore);
  };
  const noticed = (event) => {
    const form = event.target.form;
    if (!form?.matches("[data-draft]")) return;
    if (event.isTrusted) left.delete(form);
    if (event.isTrusted && fresh.has(form)) {
      form.elements.client_key.value = fresh.get(form);
      fresh.delete(form);
    }
    keep(form, fresh.has(form) ? form.elements.client_key.value : undefined);
  };
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-draft]")) keep(event.target, event.target.elements.client_key?.value);
  });
  document.addEventListener("linli:saved", (event) => store.removeItem(mine + event.detail)); // offline.js has it in hand
  document.addEventListener("input", noticed);
  document.addEventListener("change", noticed);
  document.addEventListener("htmx:load", (event) => {
    if (event.target === document.body) return;
    const form = event.target.closest("form[data-draft]");
    if (form) put(waiting(form).filter((e) => event.target.contains(e)), left.get(form));
    start(event.target);
  });
  start(document);
})();
