/* The page of the six digits: how long until another may be asked for, and a paste that brings words along. */
(() => {
  "use strict";
  document.querySelectorAll("button[data-wait]").forEach((button) => {
    const label = button.querySelector("[data-label]");
    const words = label.textContent;
    const until = Date.now() + Number(button.dataset.wait) * 1000;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.disabled = left > 0;
      label.textContent = left > 0 ? button.dataset.words.replace("{n}", left) : words;
      if (left > 0) setTimeout(tick, 500);
    };
    tick();
  });
  document.querySelectorAll("input[autocomplete='one-time-code']").forEach((box) => {
    box.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text").normalize("NFKC");
      const six = /(?:^|\D)(\d{6})(?!\d)/; // no look-behind: iOS has it since 16.4
      const code = text.match(six) || text.replace(/\s/g, "").match(six);
      if (!code) return;
      event.preventDefault();
      box.value = code[1];
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
})();
