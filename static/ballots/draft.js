/* A proposal that is being written: saved on the server every few seconds and on leaving, over the version that was
   read; kept in this browser until the server has it. Another window's words are shown beside, and nothing is lost.
   Kept under the name that drafts.js forgets when the server says so (data-saved). The page works without this file:
   "save the draft" is a button. */
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const start = () => {
    const form = document.querySelector("form[data-autosave]");
    if (!form) return;
    const field = (name) => form.elements[name], status = form.querySelector("[data-draft-status]");
    const beside = form.querySelector("[data-theirs]"), names = ["title", "text", "place"];
    const mine = "draft:" + (document.documentElement.dataset.who || "") + ":proposal-", WEEK = 7 * 24 * 60 * 60 * 1000;
    let store = null, timer = 0, busy = null, sent = null, theirs = null, leaving = false, posting = false;
    try { store = window.localStorage; } catch { /* the server's copy has to do */ }

    const state = () => JSON.stringify([...names.map((n) => field(n).value), field("has_columns").checked]);
    let known = state();
    const keep = () => { try { store?.setItem(mine + form.dataset.known, JSON.stringify({ at: Date.now(), state: state(), version: field("version").value, key: field("client_key").value })); } catch { /* no room */ } };
    const forget = (which) => { try { store?.removeItem(mine + which); } catch { /* nothing kept */ } };
    const say = (text) => { status.textContent = text; };
    const hour = () => new Date().toLocaleTimeString("zh-CN", { hour: "numeric", minute: "2-digit", hour12: false });
    const put = (text) => {
      const [title, body, place, columns] = JSON.parse(text);
      field("title").value = title;
      field("text").value = body;
      if ([...field("place").options].some((o) => o.value === place)) field("place").value = place;
      field("has_columns").checked = columns;
    };

    const conflict = (answer) => {
      theirs = answer;
      beside.querySelector("[data-their-title]").textContent = answer.theirs.title;
      beside.querySelector("[data-their-text]").textContent = answer.theirs.text;
      beside.hidden = beside.querySelector("[data-choose]").hidden = false;
      say(answer.say);
    };

    const post = async () => {
      const now = state(), body = new FormData(form), before = sent;
      if (now === known) return;
      say(words.saving);
      sent = now;
      posting = true;
      const stop = new AbortController(), patience = setTimeout(() => stop.abort(), 15000);
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive: leaving, redirect: "manual", signal: stop.signal });
        if (answer.type === "opaqueredirect" || answer.redirected) return say(words.out);
        const told = await answer.json();
        if (answer.ok) {
          known = now;
          field("version").value = told.version;
          form.dataset.autosave = told.save;
          if (form.getAttribute("action") !== told.page) {
            forget("new");
            form.setAttribute("action", told.page);
            form.dataset.known = field("client_key").value;
            history.replaceState(null, "", told.page);
          }
          if (state() === now) forget(form.dataset.known); else keep();
          say(words.saved.replace("{time}", hour()));
        } else if (answer.status === 409) {
          const lost = before && JSON.parse(before);
          if (lost && lost[0].trim() === told.theirs.title && lost[1].trim() === told.theirs.text) {
            field("version").value = told.version; // our own words, of which no answer had come
            return await post();
          }
          conflict(told);
        } else say(told.say);
      } catch { say(words.kept); } finally { clearTimeout(patience); posting = false; }
    };
    const save = () => {
      clearTimeout(timer);
      if (theirs) return busy;
      busy = (busy || Promise.resolve()).then(post);
      return busy;
    };
    const typed = () => {
      keep();
      clearTimeout(timer);
      timer = setTimeout(save, 2000);
    };
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    addEventListener("online", save);
    addEventListener("pagehide", () => { leaving = true; save(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
    /* A press while a save is on its way waits for the version that it brings: else these are another window's words. */
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!posting || !form.requestSubmit) return;
      event.preventDefault();
      const pressed = event.submitter;
      busy = busy.then(() => theirs || form.requestSubmit(pressed));
    });

    form.querySelector("[data-keep]").addEventListener("click", () => {
      field("version").value = theirs.version;
      theirs = null;
      beside.hidden = true;
      known = "";
      save();
    });
    form.querySelector("[data-take]").addEventListener("click", () => {
      field("title").value = theirs.theirs.title;
      field("text").value = theirs.theirs.text;
      field("version").value = theirs.version;
      theirs = null;
      beside.hidden = true;
      known = state();
      forget(form.dataset.known);
      say("");
    });

    /* From a page that closed, or a line that broke, before the server had it: over the version it was read at. */
    let kept = null;
    try { kept = JSON.parse(store?.getItem(mine + form.dataset.known)); } catch { forget(form.dataset.known); }
    if (kept && !(Date.now() - kept.at < WEEK)) { forget(form.dataset.known); kept = null; }
    if (kept && typeof kept.state === "string" && !form.querySelector("[role=alert]")) {
      if (kept.state === known) return forget(form.dataset.known);
      put(kept.state);
      field("version").value = kept.version;
      field("client_key").value = kept.key;
      document.dispatchEvent(new CustomEvent("linli:say", { detail: words.restored }));
      save();
    }
  };
  start();
})();
