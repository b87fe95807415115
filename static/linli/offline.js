/* Linli: without signal (docs/adr/0005). Registers the service worker, shows what waits on this phone, sends it when there
   is a signal again, and takes <form id="issue-form" data-queue="issue"> in hand: what is in it is kept on the phone first
   and sent then, so that a signal lost in between loses nothing. Without script, or without a database here, the browser
   sends the form itself. The words stand in includes/offline.html. Loaded before linli.js, so its submit listener is first. */
(() => {
  "use strict";
  const own = document.currentScript.dataset, root = document.documentElement, queue = self.linliQueue;
  const kept = Number(root.dataset.kept), mine = root.dataset.who || "";
  const worker = navigator.serviceWorker;
  const pieces = document.getElementById("offline-words"), words = pieces?.dataset || {};
  const part = (name) => pieces.content.querySelector(`[data-part=${name}]`).cloneNode(true);
  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const say = (text) => document.dispatchEvent(new CustomEvent("linli:say", { detail: text }));
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const theForm = () => document.querySelector("form[data-queue=issue]");
  const clock = (at) => new Date(at).toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  /* A page lies here for a week: what was kept on another day says which. */
  const when = (at) => (new Date(at).toDateString() === new Date(Date.now()).toDateString() ? "" : new Date(at).toLocaleDateString(root.lang, { month: "long", day: "numeric" }) + " ") + clock(at);

  // --- the service worker, and who is signed in at this phone ------------------------------------------------
  const isListOnly = document.querySelector("[data-queue-list]"); // that page is everyone's: it does not say who is here
  const register = async () => {
    if (!worker) return;
    await worker.register(own.worker);
    const ready = (await worker.ready).active;
    if (isListOnly) return;
    let words = false;
    try {
      words = localStorage.getItem("linli:lang") !== root.lang;
      localStorage.setItem("linli:lang", root.lang);
    } catch { /* the page that lies here keeps its language */ }
    ready.postMessage({ who: mine, path: location.pathname, words });
  };

  /* A tap on a notification asks whether this window may go elsewhere: not with what was typed or chosen in it. */
  let typed;
  addEventListener("input", (event) => { typed ||= event.target.form?.method === "post"; });
  if (worker) worker.onmessage = (event) => event.ports[0].postMessage(!typed);

  // --- the banner -----------------------------------------------------------------------------------------
  let banner;
  const facts = (count) => {
    const link = count.all ? fill(words.waiting, { n: count.all }) : "";
    const more = count.refused ? fill(words.refused, { n: count.refused }) : count.signin ? words.signin : "";
    if (kept) return [fill(words.kept, { time: when(kept) }), more || words.keptMore, link];
    if (!navigator.onLine && theForm()) return [words.form, more || words.formMore, link];
    return link && ["", more || words.waitingMore, link];
  };
  const paint = async () => {
    if (!pieces || isListOnly) return;
    const list = (await queue.all()).filter((e) => e.who === mine);
    const shown = facts({
      all: list.length,
      refused: list.filter((e) => e.state === "refused").length,
      signin: list.filter((e) => e.state === "signin").length,
    });
    if (!shown) return banner?.remove();
    if (!banner?.isConnected) {
      banner = part("banner");
      (document.querySelector("main .page") || document.querySelector("main")).prepend(banner);
    }
    const [title, more, link] = shown;
    // Only what is new is written, so that a screen reader says nothing twice.
    [["b", title], [".meta", more], ["a", link]].forEach(([where, text]) => {
      const e = banner.querySelector(where);
      if (e.textContent !== text) e.textContent = text;
    });
    banner.querySelector("a").hidden = !link;
    banner.querySelector("b").hidden = !title;
  };

  // --- sending by itself -------------------------------------------------------------------------------------
  let timer, holdBack; // set where something that waits is being changed
  const go = async (options) => {
    clearTimeout(timer);
    await holdBack?.();
    if (navigator.onLine) {
      const next = await queue.flush(options).catch(() => 0);
      if (next) timer = setTimeout(go, next - Date.now());
    }
    await paint();
  };
  queue.heard(({ sent, now }) => {
    if (sent && !now && pieces && !document.hidden) say(fill(words.sent, { list: sent.number }));
    paint().catch(() => {});
  });
  addEventListener("online", () => {
    if (kept && !theForm()) return location.reload();
    go({ now: true });
  });
  addEventListener("offline", () => paint());
  document.addEventListener("visibilitychange", () => document.hidden || go());
  /* "Back" shows a page as it was left, in Safari and Firefox after signing out as well: it is the next one's screen then.
     And after a secret vote: what was chosen nobody is to read there. */
  addEventListener("pageshow", async ({ persisted }) => {
    const secret = persisted && document.querySelector("form[data-secret]"); // what was ticked in it still is
    if (secret || (persisted && !isListOnly && await queue.who().catch(() => mine) !== mine)) location.reload();
  });
  const asLater = async () => {
    navigator.storage?.persist?.(); // else a full phone may clear it away to make room
    // The browser may send it with no page open; else the next page does.
    try { await (await worker.getRegistration()).sync.register("linli-queue"); } catch { /* it cannot */ }
  };

  // --- the form -------------------------------------------------------------------------------------------
  const newKey = () => { // every browser names a blob by a random UUID; crypto.randomUUID is not on old phones, nor without https
    const name = URL.createObjectURL(new Blob());
    URL.revokeObjectURL(name);
    return name.slice(-36);
  };
  const titleOf = (form) => {
    const chosen = [...form.querySelectorAll("input[type=radio]:checked")].map((e) => e.closest("label")?.textContent || "");
    const text = form.elements.text?.value.trim() || "";
    return [...chosen, text.slice(0, 30)].map((t) => t.trim().replace(/\s+/g, " ")).filter(Boolean).join(" · ");
  };
  const entryOf = (form) => {
    const pairs = [...new FormData(form)];
    const files = pairs.map(([, value]) => value).filter((value) => value instanceof File && (value.name || value.size));
    const fields = pairs.filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
    const entry = { key: form.elements.client_key.value, who: mine, title: titleOf(form), action: form.getAttribute("action"), fields, now: true };
    return [entry, files];
  };
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[type=submit]").forEach((b) => b.removeAttribute("aria-disabled"));
  };
  const forgetDraft = (form) => document.dispatchEvent(new CustomEvent("linli:saved", { detail: form.dataset.draft }));
  const empty = (form) => {
    form.reset();
    form.elements.client_key.value = newKey();
    form.querySelectorAll("[data-photos]").forEach((e) => e.dispatchEvent(new CustomEvent("linli:empty")));
    release(form);
  };

  const showErrors = (form, errors) => {
    form.querySelectorAll("[data-part=errors]").forEach((e) => e.remove());
    form.querySelectorAll("[aria-invalid]").forEach((e) => e.removeAttribute("aria-invalid"));
    const box = part("errors");
    errors.forEach(({ field, id, sentence }) => {
      const line = part("error"), target = id && document.getElementById(id);
      line.append(target ? Object.assign(document.createElement("a"), { href: "#" + id, textContent: sentence }) : sentence);
      box.append(line);
      [...form.elements].filter((e) => field && e.name === field).forEach((e) => e.setAttribute("aria-invalid", "true"));
    });
    form.prepend(box);
    box.focus();
    release(form);
  };

  const queued = async (form) => {
    forgetDraft(form);
    await asLater();
    if (worker?.controller) return location.replace(own.offline);
    say(words.stored); // this browser keeps no pages: stay on this one, ready for the next
    empty(form);
    return paint();
  };

  /* What follows takes the form's place in the history: a browser that went back would fill in again what is on its way. */
  const hand = async (form) => {
    await form.querySelector("[data-photos]")?.ready; // photos.js: all made small
    const [entry, files] = entryOf(form);
    try { await queue.put(entry, files); } catch {
      release(form);
      return navigator.onLine ? form.submit() : say(words.full);
    }
    if (!navigator.onLine) return queued(form);
    const { sent, state, errors, reasons } = await Promise.race([queue.send(entry.key, 15000), wait(20000)]) || {};
    if (state === "refused" && reasons.length) { // without words, the list has some
      await queue.drop(entry.key); // it is all still in the form, in front of the person
      if (errors.some((e) => e.field === "client_key")) form.elements.client_key.value = newKey(); // sent as it was before
      return showErrors(form, errors);
    }
    if (!sent && state !== "signin") return queued(form);
    forgetDraft(form);
    return location.replace(sent ? sent.url : `${own.signIn}?next=${own.offline}`);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // A button with a name asks for something else than sending.
    if (!form.matches("form[data-queue=issue]") || event.submitter?.name || !mine || !pieces) return;
    if (!self.indexedDB && navigator.onLine) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = 1;
    form.querySelectorAll("[type=submit]").forEach((b) => b.setAttribute("aria-disabled", "true"));
    hand(form).catch(() => release(form));
  });

  /* ?queued=key: what waits comes back into the form, under the same key. */
  const refill = (form, entry, files) => {
    const left = [...entry.fields];
    // The kind first: its questions appear with it, and are answered below.
    const kind = [...form.querySelectorAll("[name=category]")].find((e) => left.some(([name, value]) => name === e.name && value === e.value));
    if (kind) kind.checked = true;
    kind?.dispatchEvent(new Event("change", { bubbles: true }));
    const take = (e) => left.findIndex(([name, value]) => name === e.name && (!/radio|checkbox/.test(e.type) || value === e.value));
    for (const e of form.elements) {
      if (!e.name || /file|submit|button/.test(e.type) || e.name === "csrfmiddlewaretoken") continue;
      const i = take(e);
      if (/radio|checkbox/.test(e.type)) e.checked = i >= 0;
      else if (i >= 0) e.value = left[i][1];
      if (i >= 0) left.splice(i, 1);
    }
    // A door of another building than this copy of the page shows is not to be seen, and not lost until another is chosen.
    const unseen = left.map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    form.append(...unseen);
    form.addEventListener("change", (event) => unseen.filter((e) => e.name === event.target.name).forEach((e) => e.remove()));
    form.elements.client_key.value = entry.key;
    const input = form.querySelector("[data-photos]"), list = new DataTransfer();
    files.forEach((file) => list.items.add(file));
    if (input && files.length) {
      input.files = list.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  const start = async (form) => {
    const asked = new URLSearchParams(location.search), key = asked.get("queued"), place = asked.get("place");
    if (kept) form.elements.client_key.value = newKey(); // a copy may be used many times, its key once
    if (kept && !key && place && place !== form.elements.place?.value) say(words.elsewhere); // a copy of another place
    if (!key) return;
    form.removeAttribute("data-draft"); // that one is for another issue
    await queue.edit(key, async (entry) => {
      if (!entry || entry.who !== mine || entry.unsure) return say(words.busy);
      // As long as this page stands open: sent as it was, what is changed here would come too late.
      holdBack = async (is) => form.dataset.sent || form.elements.client_key.value !== key || queue.hold(key, is).catch(() => {});
      await holdBack();
      setInterval(holdBack, 60000);
      addEventListener("pagehide", () => holdBack(false));
      refill(form, entry, await queue.photos(key));
      return entry.errors?.length && showErrors(form, entry.errors);
    });
  };

  // Another place, without a signal: its own copy, if there is one. Photos would not come along.
  document.addEventListener("htmx:sendError", ({ target }) => {
    const form = target.matches?.("a[href]") && target.closest("form[data-queue=issue]");
    if (form) form.querySelector("[data-photos]")?.files.length ? say(words.elsewhere) : location.assign(target.href);
  }, true);

  const begin = async () => {
    if (theForm()) start(theForm()).catch(() => {});
    register().catch(() => {});
    if (!isListOnly) await queue.setWho(mine);
    else if (navigator.onLine) await queue.meet().catch(() => {});
    await go();
  };
  begin().catch(() => {}); // no database in this browser, or in its private mode: all works as before
})();
