/* Linli: the order of an agenda by dragging a handle with mouse, pen or finger. Without this file there are the
   buttons "up" and "down", which stay for keyboards. The first item inserts itself and has no data-item: nothing
   goes above it. The order is saved by the same operation as the buttons', one after the other however quickly one
   drags; what is refused goes back to what was saved last. */
(() => {
  "use strict";
  const list = document.querySelector("[data-agenda]");
  if (!list || !window.PointerEvent) return;
  const items = () => [...list.querySelectorAll(":scope > [data-item]")];
  const say = (words) => document.dispatchEvent(new CustomEvent("linli:say", { detail: words }));
  const put = (order) => order.forEach((item) => list.append(item));
  const same = (a, b) => a.every((item, i) => item === b[i]);

  const send = async (order) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value });
    order.forEach((item) => body.append("item", item.dataset.item));
    const answer = await fetch(list.dataset.order, { method: "POST", body, credentials: "same-origin" });
    const text = /^text\/plain/.test(answer.headers.get("Content-Type")) ? await answer.text() : "";
    if (!answer.ok || !text) throw new Error(text);
    return text;
  };

  let drag = null, saved = items(), saving = false;
  const save = async () => {
    if (saving) return; // what was moved meanwhile goes in the next round
    saving = true;
    while (!drag && !same(saved, items())) {
      const order = items();
      try {
        say(await send(order));
        saved = order;
      } catch (error) {
        if (!drag && same(order, items())) put(saved);
        say(error instanceof TypeError ? list.dataset.failed : error.message || list.dataset.failed);
      }
    }
    saving = false;
  };

  const follow = (event) => {
    if (event.pointerId !== drag?.pointer) return;
    const others = items().filter((item) => item !== drag.item);
    const below = others.find((item) => {
      const box = item.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    if (below ? drag.item.nextElementSibling !== below : list.lastElementChild !== drag.item) {
      list.insertBefore(drag.item, below || null);
      // Moving a node lets go of the pointer in some browsers.
      try { drag.handle.setPointerCapture(event.pointerId); } catch { /* it was let go of */ }
    }
  };
  const end = (event, keeps) => {
    if (event.pointerId !== drag?.pointer) return;
    const { item, before } = drag;
    drag = null;
    item.classList.remove("is-dragged");
    if (!keeps) put(before);
    save();
  };
  list.querySelectorAll("[data-handle]").forEach((handle) => {
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => {
      if (event.button || drag) return;
      event.preventDefault();
      drag = { handle, item: handle.closest("[data-item]"), pointer: event.pointerId, before: items() };
      drag.item.classList.add("is-dragged");
      handle.setPointerCapture(event.pointerId);
    });
  });
  // On the document: the pointer's events bubble to it wherever the item is by then.
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", (event) => end(event, true));
  document.addEventListener("pointercancel", (event) => end(event, false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && drag && end({ pointerId: drag.pointer }, false));
})();
