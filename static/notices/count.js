/* Linli: for how many a notice is, while places and groups are chosen. Without this file a button counts.
   <div data-counts="address" data-of="selectors of what changes it" [data-at-once]> in the form */
(() => {
  "use strict";
  const box = document.querySelector("[data-counts]"), form = box?.closest("form");
  if (!form || !window.linliFetched) return;
  let timer, asking;
  const put = (piece) => box.replaceChildren(piece);
  const words = () => [...new FormData(form)].filter(([, value]) => typeof value === "string"); // files stay here
  const count = () => {
    asking?.abort();
    asking = new AbortController();
    linliFetched(box, box.dataset.counts, { put, method: "POST", body: new URLSearchParams(words()), signal: asking.signal });
  };
  form.addEventListener("change", ({ target }) => {
    if (!target.closest(box.dataset.of)) return;
    clearTimeout(timer);
    timer = setTimeout(count, 300);
  });
  if ("atOnce" in box.dataset) count();
})();
