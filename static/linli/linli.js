/* Linli: small comforts. Every page works without this file.
   <form data-draft="key">        words kept on this device (drafts.js) until the server says data-saved="saved:key"
   <input type=file data-photos>  previews and shrinking (photos.js)
   <button hidden data-read-aloud="selector" | data-share="address" data-title | data-print>  shown where the device can
   <textarea maxlength data-count>, <a data-back>, [data-toast] with [data-dismiss], [data-focus]  see below */
(() => {
  "use strict";
  const say = document.currentScript.dataset, root = document.documentElement, voice = window.speechSynthesis;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const hear = (type, act) => document.addEventListener(type, act);
  const on = (type, selector, act) => hear(type, (event) => {
    const found = event.target.closest?.(selector);
    if (found) act(found, event);
  });

  /* one submission per press; the server has a key as well */
  const buttons = (form) => [...form.elements].filter((e) => e.type === "submit");
  const release = (form) => {
    delete form.dataset.sent;
    buttons(form).forEach((b) => b.removeAttribute("aria-disabled"));
  };
  hear("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 1;
    buttons(form).forEach((b) => b.setAttribute("aria-disabled", "true"));
    setTimeout(release, 12000, form);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach(release));

  /* nobody has to read fast: toasts stay in large text, while pointed at, and if something went wrong */
  const fade = (box) => root.dataset.comfort === "large" || box.querySelector("a,[data-stays]") ||
    setTimeout(() => box.matches(":hover,:focus-within") ? fade(box) : box.remove(), 9000);
  const toast = (words) => {
    const box = document.createElement("div");
    box.className = "toast";
    box.setAttribute("role", "status");
    document.getElementById("toasts")?.replaceChildren(box);
    setTimeout(() => { box.textContent = words; fade(box); }, 50); // after the empty box is known to a screen reader
  };
  hear("linli:say", (event) => toast(say[event.detail] || event.detail));
  on("click", "[data-dismiss]", (b) => b.closest("[data-toast]")?.remove());

  /* back to the very place one came from, if the arrow points there */
  on("click", "a[data-back]", (a, event) => {
    const from = document.referrer && new URL(document.referrer);
    if (!from || from.origin !== location.origin || from.pathname !== a.pathname || history.length < 2) return;
    event.preventDefault();
    history.back();
  });

  const quiet = (b) => { b.setAttribute("aria-pressed", "false"); b.lastChild.textContent = b.dataset.words; };
  on("click", "[data-read-aloud]", (b) => {
    voice.cancel();
    if (b.getAttribute("aria-pressed") === "true") return quiet(b);
    b.dataset.words ||= b.lastChild.textContent;
    b.setAttribute("aria-pressed", "true");
    b.lastChild.textContent = say.stop;
    const text = all(b.dataset.readAloud).map((e) => e.innerText).join("。\n");
    const parts = text.match(/[^。！？；!?\n]+[。！？；!?]*/g) || []; // long texts are cut off by some browsers
    parts.forEach((part, i) => {
      const words = Object.assign(new SpeechSynthesisUtterance(part), { lang: /[一-龥]/.test(part) ? "zh" : root.lang, rate: 0.9 });
      if (i === parts.length - 1) words.onend = () => quiet(b);
      words.onerror = (event) => { // "stop" is one too
        if (b.getAttribute("aria-pressed") !== "true" || /cancel|interrupt/.test(event.error)) return;
        voice.cancel(); quiet(b); toast(say.mute);
      };
      voice.speak(words);
    });
  });
  addEventListener("pagehide", () => voice?.cancel());

  on("click", "[data-share]", async (b) => {
    const url = new URL(b.dataset.share || location.href, location.href).href;
    try {
      if (navigator.share) return await navigator.share({ title: b.dataset.title || document.title, url });
      await navigator.clipboard.writeText(url);
      toast(say.copied);
    } catch (error) { if (error.name !== "AbortError") prompt("", url); }
  });
  on("click", "[data-print]", () => print());
  on("focusin", ".filters a", (a) => a.scrollIntoView({ block: "nearest", inline: "nearest" }));

  on("input", "[data-count]", (e) => {
    let note = e.nextElementSibling;
    if (!note?.matches("[data-counted]")) {
      e.insertAdjacentHTML("afterend", '<p class="meta" data-counted></p>');
      note = e.nextElementSibling;
    }
    note.setAttribute("aria-live", e.maxLength - e.value.length < 20 ? "polite" : "off");
    note.textContent = e.value.length + " / " + e.maxLength;
  });

  for (const type of ["htmx:sendError", "htmx:responseError"]) hear(type, () => navigator.onLine && !root.dataset.kept && toast(say.failed)); // else offline.js says so

  const loaded = {};
  const load = (name, selector) => {
    if (loaded[name] || !document.querySelector(selector)) return;
    loaded[name] = document.head.appendChild(Object.assign(document.createElement("script"), { src: say[name] }));
  };
  const enhance = (from) => {
    all("[data-toast]", from).forEach((box) => { // what was there from the start a screen reader does not say
      const words = box.firstElementChild;
      setTimeout(() => words.replaceWith(words.cloneNode(true)), 300);
      fade(box);
    });
    all("[data-share],[data-print],[data-dismiss]", from).forEach((b) => { b.hidden = false; });
    if (voice) all("[data-read-aloud]", from).forEach((b) => { b.hidden = false; });
    (from.querySelector("[data-focus]") || from.querySelector("[aria-invalid=true]"))?.focus();
    load("drafts", "form[data-draft],[data-saved]");
    load("photos", "input[data-photos]");
  };
  enhance(document);
  hear("htmx:load", (event) => event.target !== document.body && enhance(event.target));
})();
