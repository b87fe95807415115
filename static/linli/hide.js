/* Names and numbers that were shown for a purpose go after a while, and at once when the screen is put away. */
(() => {
  "use strict";
  const box = document.querySelector("[data-hide-after]");
  if (!box) return;
  const hide = () => {
    const words = Object.assign(document.createElement("p"), { textContent: box.dataset.hidden });
    words.setAttribute("role", "status");
    box.replaceChildren(words);
  };
  setTimeout(hide, box.dataset.hideAfter * 1000);
  addEventListener("pagehide", hide);
})();
