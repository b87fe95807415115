/* Linli: pieces of a page that need no more than to be fetched. htmx, where a page has it, takes over what stands in them.
   <div data-piece="address">  comes by itself; what it holds until then stays where it cannot come
   <a data-more href> in a [data-loadmore]  makes room for the next rows of a list; without this file it opens them */
(() => {
  "use strict";
  const root = document.documentElement;
  const failed = () => navigator.onLine && !root.dataset.kept && document.dispatchEvent(new CustomEvent("linli:say", { detail: "failed" }));
  const fetched = async (at, address, put) => {
    at.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } }), words = answer.ok && await answer.text();
      if (!answer.ok) throw answer;
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
  const begin = (from) => from.querySelectorAll("[data-piece]").forEach((e) => fetched(e, e.dataset.piece, (piece) => e.replaceChildren(piece)));

  document.addEventListener("click", (event) => {
    const a = event.target.closest?.("a[data-more]"), box = a?.closest("[data-loadmore]");
    if (!box || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!box.hasAttribute("aria-busy")) fetched(box, a.href, (piece, came) => {
      const had = box.contains(document.activeElement), link = came.flatMap((e) => [e, ...e.querySelectorAll("a")]).find((e) => e.matches("a[href]"));
      box.replaceWith(piece);
      if (had) link?.focus({ preventScroll: true }); // whoever goes by keys reads on there
    });
  });
  document.addEventListener("htmx:load", (event) => event.target !== document.body && begin(event.target));
  begin(document);
})();
