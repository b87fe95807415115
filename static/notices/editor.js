/* The editor of a notice. Without this file the box below the label takes plain text, and the server reads it.
   <div data-editor="address of the editor's module" data-html="the text as it is shown">
     <div role="toolbar" hidden> buttons with data-act </div> <textarea> <dialog data-dialog="link|picture">
   The box keeps what was typed into it until something is changed here. */
(() => {
  "use strict";
  const root = document.querySelector("[data-editor]");
  if (!root) return;
  const area = root.querySelector("textarea"), bar = root.querySelector("[role=toolbar]");
  const more = bar.querySelector("[data-in-table]");
  const label = root.querySelector("label");
  const dialog = (name) => root.querySelector(`[data-dialog=${name}]`);
  const ours = [...root.querySelectorAll("[data-picture]")].map((button) => button.dataset.picture);

  const escaped = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
  const line = (text) => (text.startsWith("## ") ? `<h2>${escaped(text.slice(3))}</h2>`
    : /^[-•·] /.test(text) ? `<ul><li>${escaped(text.slice(2))}</li></ul>` : escaped(text));
  const block = (text) => text.split("\n").map(line).reduce((html, one) => (one.startsWith("<") ? html + one
    : html.endsWith("</p>") ? `${html.slice(0, -4)}<br>${one}</p>` : `${html}<p>${one}</p>`), "");
  const html = (text) => (/^\s*<(p|h[23]|ul|ol|blockquote|table)\b/i.test(text) ? text
    : text.trim().split(/\n\s*\n/).map(block).join("").replaceAll("</ul><ul>", ""));

  /* Of a paste its words and blocks: no looks (the page forbids them), no pictures from elsewhere (the server would
     leave them out), no line ends in the middle of Chinese words. */
  const wide = "[\\u2e80-\\u9fff\\uff00-\\uffef]";
  const broken = new RegExp(`(${wide})[\\r\\n]+(?=${wide})`, "g");
  const pasted = (text) => text
    .replace(/<!--.*?-->|<(style|script|xml|title)\b.*?<\/\1>/gis, "")
    .replace(/<!\[(?:if|endif)[^>]*>/gi, "")
    .replace(/(<[^>]*?)\sstyle\s*=\s*(?:"[^"]*"|'[^']*')/gi, "$1")
    .replace(/<img\b[^>]*>/gi, (tag) => (ours.some((url) => tag.includes(`"${url}"`)) ? tag : ""))
    .replace(broken, "$1");

  const start = (tools) => {
    let quiet = false;
    const place = document.createElement("div");
    place.className = "editor__box";
    area.before(place);
    const editor = new tools.Editor({
      element: place,
      injectCSS: false,
      extensions: [
        tools.Document, tools.Paragraph, tools.Text, tools.HardBreak, tools.Bold, tools.Italic, tools.Blockquote,
        tools.Heading.configure({ levels: [2, 3] }), tools.BulletList, tools.OrderedList, tools.ListItem,
        tools.Link.configure({ openOnClick: false, autolink: false, enableTarget: false }), tools.UndoRedo,
        /* Tab goes from cell to cell and out behind the last one; a row more is a button's work */
        tools.Table.extend({ addKeyboardShortcuts() { return { ...this.parent(), Tab: () => this.editor.commands.goToNextCell() }; } })
          .configure({ resizable: false }), tools.TableRow, tools.TableHeader, tools.TableCell,
        tools.Image.configure({ inline: false, allowBase64: false }),
      ],
      content: html(area.form.querySelector("[aria-invalid=true],[role=alert]") || !root.dataset.html ? area.value : root.dataset.html),
      editorProps: {
        attributes: { class: "prose", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id,
          ...(area.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
          ...(root.querySelector("[id$=-e]") ? { "aria-describedby": root.querySelector("[id$=-e]").id } : {}) },
        transformPastedHTML: pasted,
      },
      onUpdate: () => {
        area.value = editor.isEmpty ? "" : editor.getHTML();
        quiet = true;
        area.dispatchEvent(new Event("input", { bubbles: true }));
        quiet = false;
        show();
      },
      onSelectionUpdate: () => show(),
    });
    place.prepend(bar);
    area.hidden = true;
    root.querySelector("[id$=-hint]").hidden = true; // how to mark plain words
    area.required = false;
    bar.hidden = false;
    for (const to of [label, ...area.form.querySelectorAll(`a[href="#${area.id}"]`)]) to.addEventListener("click", (event) => {
      event.preventDefault(); // the box that both mean is hidden now
      editor.commands.focus();
    });
    area.addEventListener("change", () => { if (!quiet) editor.commands.setContent(html(area.value), { emitUpdate: false }); });

    const go = () => editor.chain().focus();
    const acts = {
      h2: () => go().toggleHeading({ level: 2 }).run(), h3: () => go().toggleHeading({ level: 3 }).run(),
      text: () => go().setParagraph().run(),
      bold: () => go().toggleBold().run(), italic: () => go().toggleItalic().run(),
      bullets: () => go().toggleBulletList().run(), numbers: () => go().toggleOrderedList().run(),
      quote: () => go().toggleBlockquote().run(), undo: () => go().undo().run(), redo: () => go().redo().run(),
      table: () => go().insertTable({ rows: 3, cols: 2, withHeaderRow: true }).run(),
      row: () => go().addRowAfter().run(), column: () => go().addColumnAfter().run(),
      norow: () => go().deleteRow().run(), nocolumn: () => go().deleteColumn().run(), notable: () => go().deleteTable().run(),
      link: () => {
        const input = dialog("link").querySelector("input");
        input.value = editor.getAttributes("link").href || "";
        dialog("link").showModal();
        input.select();
      },
      picture: () => dialog("picture").showModal(),
    };
    const is = {
      h2: () => editor.isActive("heading", { level: 2 }), h3: () => editor.isActive("heading", { level: 3 }),
      bold: () => editor.isActive("bold"), italic: () => editor.isActive("italic"), link: () => editor.isActive("link"),
      bullets: () => editor.isActive("bulletList"), numbers: () => editor.isActive("orderedList"), quote: () => editor.isActive("blockquote"),
    };
    const show = () => {
      bar.querySelectorAll("[data-act]").forEach((button) => {
        const act = button.dataset.act;
        if (is[act]) button.setAttribute("aria-pressed", String(is[act]()));
        if (act === "undo" || act === "redo") button.setAttribute("aria-disabled", String(!editor.can()[act]()));
      });
      more.hidden = !editor.isActive("table");
    };
    bar.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the text
    bar.addEventListener("click", (event) => acts[event.target.closest("[data-act]")?.dataset.act]?.());

    /* one stop for the Tab key; the arrows go from button to button */
    const buttons = () => [...bar.querySelectorAll("[data-act]")].filter((button) => button.offsetParent);
    const stop = (on) => bar.querySelectorAll("[data-act]").forEach((button) => { button.tabIndex = button === on ? 0 : -1; });
    stop(bar.querySelector("[data-act]"));
    bar.addEventListener("focusin", (event) => stop(event.target));
    bar.addEventListener("keydown", (event) => {
      const all = buttons(), at = all.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    });

    const linked = (address) => {
      const whole = /^(https?:|tel:|mailto:|\/)/i.test(address) ? address : address.includes("@") ? `mailto:${address}` : `https://${address}`;
      dialog("link").close();
      if (!address) return go().extendMarkRange("link").unsetLink().run();
      if (editor.state.selection.empty && !editor.isActive("link")) return go().insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href: whole } }] }).run();
      return go().extendMarkRange("link").setLink({ href: whole }).run();
    };
    const typed = () => linked(dialog("link").querySelector("input").value.trim());
    dialog("link").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return; // or it ends an input method's word
      event.preventDefault();
      typed();
    });
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.picture) {
        button.closest("dialog").close();
        go().setImage({ src: button.dataset.picture, alt: button.dataset.alt }).run();
      } else if (button && "link" in button.dataset) typed();
      else if (button && "nolink" in button.dataset) linked("");
      else if (button && "close" in button.dataset) button.closest("dialog").close();
    });
    show();
  };
  import(root.dataset.editor).then(start).catch(() => { /* the box itself still works */ });
})();
