/* Linli: black boxes over faces and number plates in a photo, before it is kept or sent. photos.js loads this and calls
   linliBlackoutOpen(file), which answers with a new file whose pixels are black there, or null when nothing was changed.
   With a finger or a mouse: draw across; a tap makes a small box. By keyboard: "Add a box", arrows, Shift and arrows, Enter.
   The dialog and its words stand in includes/blackout.html. */
(() => {
  "use strict";
  const template = document.getElementById("blackout"), words = template.dataset;
  const dialog = document.body.appendChild(template.content.querySelector("dialog").cloneNode(true));
  const canvas = dialog.querySelector("canvas"), pen = canvas.getContext("2d"), said = dialog.querySelector("[data-said]");
  const button = (name) => dialog.querySelector(`[data-do=${name}]`);
  let picture, boxes, held, answer; // boxes in the photo's own pixels; held: the one being drawn or moved, not yet among them
  let start = null;

  const upright = ({ x, y, w, h }) => ({ x: Math.min(x, x + w), y: Math.min(y, y + h), w: Math.abs(w), h: Math.abs(h) });
  const draw = () => {
    pen.drawImage(picture, 0, 0);
    pen.fillStyle = "#000";
    [...boxes, ...(held ? [upright(held)] : [])].forEach(({ x, y, w, h }) => pen.fillRect(x, y, w, h));
    if (!held) return;
    pen.strokeStyle = "#f08a45"; // the one in hand, on any ground
    pen.lineWidth = Math.max(3, canvas.width / 200);
    const { x, y, w, h } = upright(held);
    pen.strokeRect(x, y, w, h);
  };
  const tell = (text = fill(boxes.length)) => {
    said.textContent = text;
    button("undo").disabled = !boxes.length && !held;
  };
  const fill = (n) => (n ? words.count.replace("{n}", n) : "");
  const putDown = () => {
    if (held) boxes.push(upright(held));
    held = null;
    draw();
    tell();
  };

  const small = () => Math.round(Math.max(canvas.width, canvas.height) / 10);
  const at = (event) => {
    const r = canvas.getBoundingClientRect();
    return { x: (event.clientX - r.left) * canvas.width / r.width, y: (event.clientY - r.top) * canvas.height / r.height };
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    putDown();
    canvas.setPointerCapture(event.pointerId);
    start = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!start) return;
    const { x, y } = at(event);
    held = { ...start, w: x - start.x, h: y - start.y };
    draw();
  });
  const lift = () => {
    if (!start) return;
    const tiny = small() / 8;
    if (!held || (Math.abs(held.w) < tiny && Math.abs(held.h) < tiny)) { // a tap
      held = { x: start.x - small() / 2, y: start.y - small() / 2, w: small(), h: small() };
    }
    start = null;
    putDown();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", () => { start = held = null; draw(); });

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return held ? putDown() : add();
    }
    if (!held || !step) return;
    event.preventDefault();
    const pace = small() / 4, [dx, dy] = step.map((n) => n * pace);
    const within = (n, most) => Math.min(Math.max(n, 0), most);
    if (event.shiftKey) {
      held.w = within(held.w + dx - pace, canvas.width) + pace; // never smaller than a step
      held.h = within(held.h + dy - pace, canvas.height) + pace;
    } else {
      held.x = within(held.x + dx, canvas.width - held.w);
      held.y = within(held.y + dy, canvas.height - held.h);
    }
    draw();
  });
  const add = () => {
    putDown();
    held = { x: (canvas.width - small()) / 2, y: (canvas.height - small()) / 2, w: small(), h: small() };
    draw();
    tell(words.moving);
    canvas.focus();
  };
  button("add").onclick = add;
  button("undo").onclick = () => {
    if (held) held = null;
    else boxes.pop();
    draw();
    tell();
    if (button("undo").disabled) button("add").focus();
  };

  const close = (file) => {
    dialog.close();
    picture?.close();
    picture = null;
    canvas.width = canvas.height = 1;
    answer(file);
  };
  button("leave").onclick = () => close(null);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(null);
  });
  button("done").onclick = () => {
    putDown();
    if (!boxes.length) return close(null);
    return canvas.toBlob((blob) => close(new File([blob], name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" })), "image/jpeg", 0.85);
  };

  let name;
  self.linliBlackoutOpen = async (file) => {
    try { picture = await self.linliPicture(file); } catch {
      document.dispatchEvent(new CustomEvent("linli:say", { detail: words.unreadable }));
      return null;
    }
    [boxes, held, start, name] = [[], null, null, file.name];
    [canvas.width, canvas.height] = [picture.width, picture.height];
    draw();
    tell();
    dialog.showModal();
    canvas.focus();
    return new Promise((done) => { answer = done; });
  };
})();
