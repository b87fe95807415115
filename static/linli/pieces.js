/* Linli: pieces of a page that need no more than to be fetched. htmx, where a page has it, takes over what stands in them.
   <div data-piece="address">  comes by itself; what it holds until then stays where it cannot come
   <a data-more href> in a [data-loadmore]  makes room for the next rows of a list; without this file it opens them
   <form data-sends="selector" method=post>  its answer takes the place of what it stands in; without this file, of the page */
(() => {
  "use strict";
  const root = document.documentElement;
  const failed = () => navigator.onLine && !root.dataset.kept && document.dispatchEvent(new CustomEvent("linli:say", { detail: "failed" }));
  const fetched = async (at, address, put, more) => {
    if (at.hasAttribute("aria-busy")) return;
    at.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { ...more, headers: { "HX-Request": "true" } }), words = await answer.text();
      if (!answer.ok && answer.status !== 422) throw answer;
      if (/^\s*<!doctype/i.test(words)) return location.reload(); // the session ended
      const piece = document.createRange().createContextualFragment(words), came = [...piece.children];
      put(piece, came);
      for (const e of came) {
        window.htmx?.process(e);
        e.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true })); // as htmx says it to the other files
      }
    } catch { failed(); }
    at.removeAttribute("aria-busy");
  };
  // Whoever goes by keys reads on in what came.
  const replace = (old, piece, came) => {
    const had = old.contains(document.activeElement), next = came.flatMap((e) => [e, ...e.querySelectorAll("a,button")]).find((e) => e.matches("a[href],button"));
    old.replaceWith(piece);
    if (had) next?.focus({ preventScroll: true });
  };
  const begin = (from) => from.querySelectorAll("[data-piece]").forEach((e) => fetched(e, e.dataset.piece, (piece) => e.replaceChildren(piece)));

  document.addEventListener("click", (event) => {
    const a = event.target.closest?.("a[data-more]"), box = a?.closest("[data-loadmore]");
    if (!box || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    fetched(box, a.href, (piece, came) => replace(box, piece, came));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target, box = form.closest(form.dataset.sends || "[hidden]");
    if (!form.dataset.sends || !box) return;
    event.preventDefault();
    fetched(form, form.action, (piece, came) => replace(box, piece, came), { method: "POST", body: new FormData(form) });
  }, true);
  document.addEventListener("htmx:load", (event) => event.target !== document.body && begin(event.target));
  begin(document);
})();
