/* Linli: <input type="file" data-photos="4" data-remove="Remove photo"> inside <label class="photo photo--add"> inside .photos.
   Previews, removal, and shrinking to 1600 px before sending; a tap on a preview opens blackout.js where its dialog is.
   Loaded by linli.js only where such an input is; without it, or when a step fails, the browser's own picker sends the
   photos as they are. `input.ready` is the promise that all chosen are small; "linli:empty" on the input takes all away. */
(() => {
  "use strict";
  const EDGE = 1600, ENOUGH = 400 * 1024, TAKEN = /(jpeg|png|webp|gif)$/; // the types that the server opens
  const say = document.querySelector("script[data-photos]").dataset;
  const picked = new WeakMap();
  const words = document.getElementById("blackout")?.dataset;

  const tell = (text) => document.dispatchEvent(new CustomEvent("linli:say", { detail: text }));

  /* One after the other: several of 12 megapixels opened at once are more than a small phone has room for. */
  let turn = Promise.resolve();
  const inTurn = (box, file) => {
    const made = turn.then(() => (box.isConnected ? shrink(file) : file));
    turn = made.catch(() => {});
    return made;
  };
  /* Safari before 16.4 and WeChat's Chromium before 112 refuse the word "from-image"; an <img> stands upright in them. */
  const opened = self.linliPicture = async (file) => {
    try { return await createImageBitmap(file, { imageOrientation: "from-image" }); } catch {
      const picture = new Image(), url = URL.createObjectURL(file);
      picture.src = url;
      try { await picture.decode(); } finally { URL.revokeObjectURL(url); }
      return Object.assign(picture, { close() { picture.src = ""; } });
    }
  };
  const shrink = async (file) => {
    const picture = await opened(file);
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const isTaken = TAKEN.test(file.type);
    if (scale === 1 && file.size < ENOUGH && isTaken) {
      picture.close();
      return file;
    }
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && (blob.size < file.size || !isTaken) ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type }) : file;
  };

  const hand = (input, files) => {
    picked.set(input, files);
    const list = new DataTransfer();
    files.forEach((file) => list.items.add(file));
    input.files = list.files;
  };
  const swap = (input, box, file) => {
    hand(input, picked.get(input).map((other) => (other === box.file ? file : other)));
    box.file = file;
  };

  const draw = (picture, file) => {
    picture.src = URL.createObjectURL(file);
    picture.onload = () => URL.revokeObjectURL(picture.src);
  };
  const iconed = (input, className, label, name) => {
    const button = document.createElement("button");
    const icons = input.closest("label").querySelector("use").getAttribute("href").replace(/#.*/, "#" + name);
    button.className = className;
    button.type = "button";
    button.setAttribute("aria-label", label);
    button.innerHTML = '<svg class="icon" aria-hidden="true"><use/></svg>';
    button.querySelector("use").setAttribute("href", icons);
    return button;
  };

  /* The editor hands back a picture whose black is in it; the one before is gone from the form. */
  const blackOut = async (input, box) => {
    await box.ready;
    self.linliBlackout ||= new Promise((done, fail) => {
      document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: say.blackoutCss }));
      document.head.append(Object.assign(document.createElement("script"), { src: say.blackout, onload: () => done(self.linliBlackoutOpen), onerror: fail }));
    });
    const open = await self.linliBlackout.catch(() => { self.linliBlackout = null; tell("failed"); });
    const file = open && await open(box.file);
    if (file && box.isConnected) {
      swap(input, box, file);
      draw(box.querySelector("img"), file);
    }
    box.querySelector("button").focus();
  };

  const preview = (input, file) => {
    const box = document.createElement("div"), picture = document.createElement("img");
    const remove = iconed(input, "photo__x", (input.dataset.remove || "×") + " " + file.name, "close");
    box.className = "photo";
    picture.alt = file.name;
    draw(picture, file);
    remove.onclick = () => {
      leaveOut(input, box);
      input.focus();
    };
    box.file = file;
    box.append(picture, remove);
    if (words && "HTMLDialogElement" in self) {
      const open = iconed(input, "photo__black", words.open + " " + file.name, "pen");
      const strip = document.createElement("span");
      strip.append(open.firstChild, words.short);
      open.append(strip); // the button is the whole picture, the words stand at its foot
      open.onclick = () => blackOut(input, box);
      picture.after(open);
    }
    input.closest("label").before(box);
    return box;
  };

  const show = (input) => {
    const full = picked.get(input).length >= Number(input.dataset.photos || 4);
    input.closest("label").hidden = full;
  };

  const leaveOut = (input, box) => {
    hand(input, picked.get(input).filter((other) => other !== box.file));
    box.remove();
    show(input);
  };

  const take = (input) => {
    const most = Number(input.dataset.photos || 4), room = Math.max(most - (picked.get(input) || []).length, 0);
    const isPicture = (file) => file.size && (file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name));
    const chosen = [...input.files], pictures = chosen.filter(isPicture), fresh = pictures.slice(0, room);
    const others = chosen.filter((file) => !isPicture(file)).map((file) => file.name);
    const said = [], closed = [];
    if (others.length) said.push(say.noPicture.replace("{names}", others.join(", ")));
    if (pictures.length > room) said.push(say.tooMany.replace("{most}", most));
    if (said.length) tell(said.join(" "));
    hand(input, [...(picked.get(input) || []), ...fresh]);
    for (const file of fresh) {
      const box = preview(input, file);
      // What this phone cannot open the server takes only as one of its own types: else it is said now, not after hours without a signal.
      box.ready = inTurn(box, file).then((small) => box.isConnected && swap(input, box, small)).catch(() => {
        if (!self.createImageBitmap || TAKEN.test(file.type) || !box.isConnected) return;
        leaveOut(input, box);
        closed.push(file.name);
        tell([...said, say.closed.replace("{names}", closed.join(", "))].join(" "));
      });
      input.ready = Promise.all([input.ready, box.ready]);
    }
    show(input);
  };
  document.addEventListener("change", (event) => event.target.matches?.("[data-photos]") && take(event.target));
  document.addEventListener("linli:empty", (event) => {
    event.target.closest(".photos").querySelectorAll(".photo:not(.photo--add)").forEach((box) => box.remove());
    hand(event.target, []);
    show(event.target);
  }, true);
  // Chosen before this file was here: by a quick hand, or brought back from the queue.
  document.querySelectorAll("input[data-photos]").forEach((input) => input.files.length && take(input));
})();
