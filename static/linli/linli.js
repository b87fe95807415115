/* Linli: small comforts. Every page works without this file.
   data-draft="key"      on a form: its words are kept on this device until the server says data-saved="saved:key"
   data-read-aloud="#id" data-share data-print   on hidden buttons, shown where the device can do it
   data-back data-toast data-dismiss data-focus data-count data-photos   see below */
(() => {
  "use strict";
  const say = document.currentScript.dataset, root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const on = (type, selector, act) => document.addEventListener(type, (event) => {
    const found = event.target.closest?.(selector);
    if (found) act(found, event);
  });
  const store = (() => { try { localStorage.setItem("linli", 1); return localStorage; } catch { return null; } })();

  /* one submission per press; the server holds a unique key as well */
  const release = (form) => {
    delete form.dataset.sent;
    all("[aria-disabled][type=submit],button[aria-disabled]:not([type])", form).forEach((b) => b.removeAttribute("aria-disabled"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 1;
    all("[type=submit],button:not([type])", form).forEach((b) => b.setAttribute("aria-disabled", "true"));
    setTimeout(release, 12000, form);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach(release));

  /* drafts: per person and form, a week long, never passwords, codes or hidden fields */
  const WEEK = 6048e5, mine = "draft:" + (root.dataset.who || "") + ":";
  const keepable = (e) => e.name && !/^(hidden|password|file|submit|button|reset)$/.test(e.type) && e.autocomplete !== "one-time-code";
  const tick = (e) => e.type === "radio" || e.type === "checkbox";
  const keep = (form) => {
    const fields = [...form.elements].filter(keepable);
    const words = fields.filter((e) => !tick(e) || e.checked).map((e) => [e.name, e.value]);
    const changed = fields.some((e) => tick(e) ? e.checked !== e.defaultChecked : e.value !== (e.defaultValue ?? ""));
    try {
      if (changed) store?.setItem(mine + form.dataset.draft, JSON.stringify({ at: Date.now(), words }));
      else store?.removeItem(mine + form.dataset.draft);
    } catch { /* the store is full: the form still works */ }
  };
  const restore = (form) => {
    let draft = null;
    try { draft = JSON.parse(store?.getItem(mine + form.dataset.draft)); } catch { return; }
    if (!draft || Date.now() - draft.at > WEEK || form.querySelector("[aria-invalid=true]")) return;
    const left = draft.words.slice();
    let back = false;
    for (const e of [...form.elements].filter(keepable)) {
      const i = left.findIndex(([name, value]) => name === e.name && (!tick(e) || value === e.value));
      const had = tick(e) ? e.checked : e.value;
      if (tick(e)) e.checked = i >= 0;
      else if (i >= 0) e.value = left[i][1];
      if (i >= 0) left.splice(i, 1);
      if ((tick(e) ? e.checked : e.value) !== had) {
        back = back || !tick(e);
        e.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
    if (back) toast(say.restored);
  };
  const forget = (from) => all("[data-saved]", from).forEach((e) => (e.dataset.saved.match(/saved:\S+/g) || []).forEach(
    (word) => store?.removeItem(mine + word.slice(6))));
  on("input", "form[data-draft]", keep);
  on("change", "form[data-draft]", keep);

  /* toasts */
  const toast = (words) => {
    const box = document.createElement("div");
    box.className = "toast";
    box.setAttribute("role", "status");
    box.dataset.toast = "";
    document.getElementById("toasts")?.replaceChildren(box);
    setTimeout(() => { box.textContent = words; fade(box); }, 50);
  };
  const fade = (box) => root.dataset.comfort === "large" || box.querySelector("a") || setTimeout(() => box.remove(), 9000);
  on("click", "[data-dismiss]", (b) => b.closest("[data-toast]")?.remove());

  /* back: to the very place one came from, when that is where the arrow points */
  on("click", "a[data-back]", (a, event) => {
    const from = document.referrer && new URL(document.referrer);
    if (from && from.origin === location.origin && from.pathname === a.pathname && history.length > 1) {
      event.preventDefault();
      history.back();
    }
  });

  /* read aloud, share, print */
  const voice = window.speechSynthesis;
  const quiet = (b) => { b.setAttribute("aria-pressed", "false"); b.lastChild.textContent = b.dataset.words; };
  on("click", "[data-read-aloud]", (b) => {
    voice.cancel();
    if (b.getAttribute("aria-pressed") === "true") return quiet(b);
    b.dataset.words ||= b.lastChild.textContent;
    b.setAttribute("aria-pressed", "true");
    b.lastChild.textContent = say.stop;
    const text = document.querySelector(b.dataset.readAloud)?.innerText || "";
    const parts = text.match(/[^。！？；.!?\n]+[。！？；.!?]*/g) || [];
    parts.forEach((part, i) => {
      const words = Object.assign(new SpeechSynthesisUtterance(part), { lang: root.lang, rate: 0.9 });
      if (i === parts.length - 1) words.onend = () => quiet(b);
      voice.speak(words);
    });
  });
  addEventListener("pagehide", () => voice?.cancel());
  on("click", "[data-share]", async (b) => {
    const url = new URL(b.dataset.share || location.href, location.href).href;
    try {
      if (navigator.share) await navigator.share({ title: b.dataset.title || document.title, url });
      else { await navigator.clipboard.writeText(url); toast(say.copied); }
    } catch (error) { if (error.name !== "AbortError") prompt("", url); }
  });
  on("click", "[data-print]", () => print());

  /* characters left */
  on("input", "[data-count]", (e) => {
    const note = e.parentNode.querySelector("[data-counted]") || e.insertAdjacentElement("afterend", Object.assign(document.createElement("p"), { className: "meta" }));
    note.dataset.counted = "";
    note.setAttribute("aria-live", e.maxLength - e.value.length < 20 ? "polite" : "off");
    note.textContent = e.value.length + " / " + e.maxLength;
  });

  /* a weak signal, and a session that ended behind a fragment */
  for (const type of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(type, () => toast(say.failed));
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!/^\s*<!doctype/i.test(event.detail.xhr.responseText) || event.detail.target === document.body) return;
    event.detail.shouldSwap = false;
    location.reload();
  });

  const enhance = (from) => {
    forget(from);
    all("form[data-draft]", from).forEach(restore);
    all("[data-toast]", from).forEach(fade);
    all("[data-share],[data-print],[data-dismiss]", from).forEach((b) => { b.hidden = false; });
    if (voice) all("[data-read-aloud]", from).forEach((b) => { b.hidden = false; });
    from.querySelector("[data-focus]")?.focus();
    if (from.querySelector("[data-photos]") && !window.linliPhotos) {
      window.linliPhotos = document.head.appendChild(Object.assign(document.createElement("script"), { src: say.photos }));
    }
  };
  enhance(document);
  document.addEventListener("htmx:load", (event) => event.target !== document.body && enhance(event.target));
})();
