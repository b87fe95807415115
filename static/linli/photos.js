/* Linli: <input type="file" data-photos="4" data-remove="Remove photo"> inside <label class="photo photo--add"> inside .photos.
   Previews, removal, and shrinking to 1600 px before sending. Loaded by linli.js only where such an input is;
   without it, or when a step fails, the browser's own picker sends the photos as they are. */
(() => {
  "use strict";
  const EDGE = 1600, ENOUGH = 400 * 1024;
  const picked = new WeakMap();

  const shrink = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < ENOUGH) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type }) : file;
  };

  const hand = (input, files) => {
    picked.set(input, files);
    const list = new DataTransfer();
    files.forEach((file) => list.items.add(file));
    input.files = list.files;
  };

  const preview = (input, file) => {
    const box = document.createElement("div"), picture = document.createElement("img"), button = document.createElement("button");
    const icons = input.closest("label").querySelector("use").getAttribute("href").replace(/#.*/, "#close");
    box.className = "photo";
    picture.alt = file.name;
    picture.src = URL.createObjectURL(file);
    picture.onload = () => URL.revokeObjectURL(picture.src);
    button.className = "photo__x";
    button.type = "button";
    button.setAttribute("aria-label", (input.dataset.remove || "×") + " " + file.name);
    button.innerHTML = '<svg class="icon" aria-hidden="true"><use/></svg>';
    button.querySelector("use").setAttribute("href", icons);
    button.onclick = () => {
      hand(input, picked.get(input).filter((other) => other !== box.file));
      box.remove();
      show(input);
      input.focus();
    };
    box.file = file;
    box.append(picture, button);
    input.closest("label").before(box);
    return box;
  };

  const show = (input) => {
    const full = picked.get(input).length >= Number(input.dataset.photos || 4);
    input.closest("label").hidden = full;
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches?.("[data-photos]")) return;
    const room = Number(input.dataset.photos || 4) - (picked.get(input) || []).length;
    const fresh = [...input.files].filter((file) => file.type.startsWith("image/")).slice(0, Math.max(room, 0));
    hand(input, [...(picked.get(input) || []), ...fresh]);
    for (const file of fresh) {
      const box = preview(input, file);
      shrink(file).then((small) => {
        hand(input, picked.get(input).map((other) => (other === file ? small : other)));
        box.file = small;
      }).catch(() => {});
    }
    show(input);
  });
})();
