/* Linli: the form that logs an issue. What hangs on a tap and needs no server is done here, so that it works without
   signal: the questions of the kind and whom to ring (both wait in <template>s), and a window's floor.
   Who gets it, what is open nearby, and another place's windows are asked of the server: each piece of the answer takes the
   place of what has its id. Without this file: a button asks for all of it. */
(() => {
  "use strict";
  const form = document.getElementById("issue-form");
  if (!form) return;
  const picked = (name) => form.querySelector(`[name="${name}"]:checked`);
  const show = (slot, name, key) => {
    const found = form.querySelector(`template[data-${name}="${key}"]`);
    form.querySelector(slot).replaceChildren(...(found ? [found.content.cloneNode(true)] : []));
  };

  const calls = () => {
    const key = picked("is_danger") ? "danger!" : picked("category")?.value || "";
    show("#calls", "calls", form.querySelector(`template[data-calls="${key}"]`) ? key : "");
  };
  const together = (input) => {
    const row = input.closest("tr"), home = picked("spot")?.closest("tr");
    if (!row) return;
    if (input.name === "spot") row.querySelector("[name=floor]").checked = true;
    else if (home && home !== row) picked("spot").checked = false; // another floor's window
  };
  // Before anything is gathered to ask with.
  form.addEventListener("change", ({ target }) => {
    if (target.name === "category") show("#questions", "questions", target.value);
    if (target.name === "category" || target.name === "is_danger") calls();
    if (target.name === "spot" || target.name === "floor") together(target);
  }, true);

  /* the last question counts, earlier ones are dropped */
  let asking;
  const ask = (target, from, address, selector) => {
    const known = [...form.querySelectorAll(selector)].filter((e) => !e.disabled && (e.checked || !/radio|checkbox/.test(e.type)));
    const url = new URL(address, location.href);
    known.forEach((e) => url.searchParams.append(e.name, e.value));
    asking?.abort();
    asking = new AbortController();
    const put = (_piece, came) => came.forEach((e) => document.getElementById(e.id)?.replaceWith(e));
    // What is written and its photos stay: once sent they wait on this phone until the person is back.
    const signIn = document.getElementById("offline-words")?.dataset.signin;
    const ended = () => target === "where" && document.dispatchEvent(new CustomEvent("linli:say", { detail: signIn }));
    window.linliFetched?.(from, url, { put, ended, signal: asking.signal, headers: { "HX-Target": target } });
  };
  form.addEventListener("change", ({ target }) => {
    const part = target.closest("[data-asks]");
    if (part) ask("receiver", part, form.action, "[data-asked]");
  });
  form.addEventListener("click", (event) => {
    const a = event.target.closest("a[data-moves]");
    if (!a || !window.linliFetched || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    ask("where", a, a.href, "[name=category],[name=is_danger],#questions input");
  });

  /* no signal: what is written here still goes out, or waits; a toast at every tap would say otherwise */
  form.addEventListener("htmx:sendError", (event) => event.stopPropagation());

  /* a tall building shows the floor that was chosen beforehand, or the highest that a captain looks after */
  const look = () => {
    const row = (form.querySelector(".facade tr :checked") || form.querySelector(".facade [data-first]"))?.closest("tr");
    const box = row?.closest(".facade");
    if (box) box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - 8;
  };
  look();
  form.addEventListener("htmx:load", ({ target }) => target.id === "where" && look());
})();
