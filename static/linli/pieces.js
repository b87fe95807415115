/* Linli: pieces of a page that need no more than to be fetched. htmx, where a page has it, takes over what stands in them.
   <div data-piece="address">  comes by itself; what it holds until then stays where it cannot come
   <a data-more href> in a [data-loadmore]  makes room for the next rows of a list; without this file it opens them
   <form data-sends="selector" method=post>  its answer takes the place of what it stands in; without this file, of the page
   Other files of ours call linliFetched(at, address, put, more). All is told as htmx tells it, which the others listen to. */
(() => {
  "use strict";
  const tell = (at, what) => at.dispatchEvent(new CustomEvent(`htmx:${what}`, { bubbles: true }));
  const fetched = window.linliFetched = async (at, address, put, { headers, ...more } = {}) => {
    let answer, words;
    try {
      answer = await fetch(address, { ...more, headers: { "HX-Request": "true", ...headers } });
      words = await answer.text();
    } catch (error) { return error.name !== "AbortError" && tell(at, "sendError"); }
    if (!answer.ok && answer.status !== 422) return tell(at, "responseError");
    if (/^\s*<!doctype/i.test(words)) return location.reload(); // the session ended
    const piece = document.createRange().createContextualFragment(words), came = [...piece.children];
    put(piece, came);
    for (const e of came) { window.htmx?.process(e); tell(e, "load"); }
  };
  const once = async (at, ...rest) => {
    if (at.hasAttribute("aria-busy")) return;
    at.setAttribute("aria-busy", "true");
    try { await fetched(at, ...rest); } finally { at.removeAttribute("aria-busy"); }
  };
  // Whoever goes by keys reads on in what came.
  const replace = (old) => (piece, came) => {
    const had = old.contains(document.activeElement), next = came.flatMap((e) => [e, ...e.querySelectorAll("a,button")]).find((e) => e.matches("a[href],button"));
    old.replaceWith(piece);
    if (had) next?.focus({ preventScroll: true });
  };
  const begin = (from) => from.querySelectorAll("[data-piece]").forEach((e) => once(e, e.dataset.piece, (piece) => e.replaceChildren(piece)));

  document.addEventListener("click", (event) => {
    const a = event.target.closest?.("a[data-more]"), box = a?.closest("[data-loadmore]");
    if (!box || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    once(box, a.href, replace(box));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target, box = form.dataset.sends && form.closest(form.dataset.sends);
    if (!box) return;
    event.preventDefault();
    once(form, form.action, replace(box), { method: "POST", body: new FormData(form) });
  }, true);
  document.addEventListener("htmx:load", (event) => event.target !== document.body && begin(event.target));
  begin(document);
})();
