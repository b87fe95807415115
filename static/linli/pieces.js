/* Linli: pieces of a page that come without the whole of it. Without this file every link and form below opens a page.
   <div data-piece="address">  comes by itself; what it holds until then stays where it cannot come
   <a data-more href> in a [data-loadmore]  makes room for the next rows of a list
   <a data-into="#id" href>  its answer fills that element
   <form data-sends="selector" method=post>  its answer takes the place of what it stands in; a button may say it for itself
   An answer may name another place (HX-Retarget), the page's address (HX-Replace-Url) or another page (HX-Redirect); what
   in it is marked data-apart takes the place of what has its id. Other files of ours call linliFetched(at, address, options):
   `put` says where to, `ended` what to do when nobody is signed in any more, the rest is fetch's. What happened is told
   under the names that htmx made usual. */
(() => {
  "use strict";
  const PATIENCE = 30000; // a line that is dead without saying so: else the button would wait for minutes
  const tell = (at, what) => at.dispatchEvent(new CustomEvent(`htmx:${what}`, { bubbles: true }));
  // Whoever goes by keys stays on what has the same id or name, or on what came after it, or reads on in what came.
  const FOCUS = "a[href],button:not([tabindex]),summary,input:not([type=hidden]),select,textarea";
  const within = (all, what) => all.flatMap((e) => [e, ...e.querySelectorAll("*")]).filter((e) => e.matches(what));
  const twin = (e, all) => (e.id ? all.find((o) => o.id === e.id) : e.name && all.find((o) => o.name === e.name && o.value === e.value));
  const replace = (old) => (piece, came) => {
    const had = old.contains(document.activeElement) && document.activeElement;
    const stood = had ? within([old], FOCUS) : [];
    old.replaceWith(piece);
    if (!had) return;
    const now = within(came, FOCUS), from = [had, ...stood.slice(stood.indexOf(had) + 1)];
    const next = from.map((e) => twin(e, now)).find(Boolean) || now.find((e) => e.matches("a,button"));
    next?.focus({ preventScroll: true });
  };
  const fill = (box) => (piece) => box.replaceChildren(piece);
  const settle = (at, answer, words, put, ended) => {
    const named = (what) => answer.headers.get(`HX-${what}`);
    if (named("Redirect")) return location.assign(named("Redirect"));
    if (answer.status === 204) return;
    if (!answer.ok && answer.status !== 422) return tell(at, "responseError");
    if (/^\s*<!doctype/i.test(words)) return ended(); // the session
    if (named("Replace-Url")) history.replaceState(history.state, "", named("Replace-Url"));
    const piece = document.createRange().createContextualFragment(words), all = [...piece.children];
    const apart = all.filter((e) => "apart" in e.dataset), came = all.filter((e) => !apart.includes(e));
    apart.forEach((e) => { e.remove(); document.getElementById(e.id)?.replaceWith(e); });
    (named("Retarget") ? fill(document.querySelector(named("Retarget"))) : put)(piece, came);
    all.forEach((e) => tell(e, "load"));
  };
  const fetched = window.linliFetched = async (at, address, { put = replace(at), ended = () => location.reload(), headers, ...more } = {}) => {
    let answer, words;
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
    more.signal?.addEventListener("abort", () => stop.abort());
    try {
      answer = await fetch(address, { ...more, signal: stop.signal, headers: { "HX-Request": "true", ...headers } });
      words = await answer.text();
    } catch { return more.signal?.aborted || tell(at, "sendError"); } finally { clearTimeout(timer); }
    settle(at, answer, words, put, ended);
  };
  const once = async (at, ...rest) => {
    if (at.hasAttribute("aria-busy")) return;
    at.setAttribute("aria-busy", "true");
    try { await fetched(at, ...rest); } finally { at.removeAttribute("aria-busy"); tell(at, "afterRequest"); }
  };
  const begin = (from) => from.querySelectorAll("[data-piece]").forEach((e) => once(e, e.dataset.piece, { put: fill(e) }));

  document.addEventListener("click", (event) => {
    const a = event.target.closest?.("a[data-more],a[data-into]");
    if (!a || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const box = a.dataset.into ? document.querySelector(a.dataset.into) : a.closest("[data-loadmore]");
    if (!box) return;
    event.preventDefault();
    once(box, a.href, a.dataset.into ? { put: fill(box), headers: { "HX-Target": box.id } } : {});
  });
  document.addEventListener("submit", (event) => {
    if (!("submitter" in event)) return; // which button it was an old browser says only to the server
    const form = event.target, by = event.submitter, sends = by?.dataset.sends || form.dataset.sends, box = sends && form.closest(sends);
    if (!box) return;
    event.preventDefault();
    const body = new FormData(form);
    if (by?.name) body.append(by.name, by.value);
    once(form, form.getAttribute("action") || location.href, { put: replace(box), method: "POST", body, headers: { "HX-Target": box.id } });
  }, true);
  document.addEventListener("htmx:load", (event) => event.target !== document.body && begin(event.target));
  begin(document);
})();
