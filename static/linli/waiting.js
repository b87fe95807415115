/* Linli: the list on /offline/ of what waits on this phone. Only what the person signed in here wrote is shown;
   of others' it says how many. offline.js sends; the words and the row stand in portal/offline.html. */
(() => {
  "use strict";
  const queue = self.linliQueue, root = document.documentElement;
  const box = document.querySelector("[data-queue-list]"), list = box.querySelector("ul"), nothing = document.querySelector("[data-nothing]");
  const pieces = document.getElementById("waiting-words"), words = pieces.dataset;
  const row = pieces.content.querySelector("[data-part=row]");
  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const clock = (at) => new Date(at).toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  const day = (at) => new Date(at).toLocaleDateString(root.lang, { month: "long", day: "numeric" }) + " " + clock(at);
  const put = (e, text) => {
    e.hidden = !text;
    e.textContent = text || "";
  };

  const stateOf = (e) => (Math.abs(Date.now() - e.sending) < 120000 && e.state === "waiting" ? "sending" : e.state);
  const tone = { waiting: "wait", sending: "doing", refused: "late", signin: "new" };
  const noteOf = (e) => {
    if (e.state !== "waiting" || stateOf(e) === "sending") return "";
    const tried = e.tries ? fill(words.try, { n: e.tries, time: clock(e.next) }) : "";
    return [tried, e.unsure ? words.unsure : ""].join(" ").trim();
  };

  const draw = (entry) => {
    const li = row.cloneNode(true), state = stateOf(entry), chip = li.querySelector(".chip");
    const edit = li.querySelector("[data-do=edit]"), drop = li.querySelector("[data-do=drop]");
    li.querySelector(".item__title").textContent = entry.title || entry.key.slice(0, 8);
    chip.classList.add("chip--" + tone[state]);
    chip.textContent = words[state];
    const photos = entry.photos ? " · " + fill(words.photos, { n: entry.photos }) : "";
    li.querySelector(".meta").textContent = day(entry.at) + photos;
    put(li.querySelector(".error"), state === "refused" ? entry.reasons.join(" ") || words["why" + entry.why] || words.why422 : "");
    put(li.querySelector("[data-note]"), noteOf(entry));
    const place = entry.fields.find(([name]) => name === "place");
    edit.href = `${box.dataset.new}?${new URLSearchParams([...(place ? [place] : []), ["queued", entry.key]])}`;
    edit.hidden = state === "sending" || Boolean(entry.unsure);
    drop.hidden = state === "sending";
    for (const b of [edit, drop]) b.setAttribute("aria-label", `${b.textContent.trim()}: ${entry.title}`);
    drop.onclick = () => confirm(entry.unsure ? words.sureUnsure : words.sure) && discard(entry);
    return li;
  };

  // Under the lock; one that was tried while the question stood stays, for it is another question then.
  const discard = ({ key, unsure }) => queue.edit(key, (entry) => entry?.unsure === unsure && queue.drop(key))
    .then(paint).then(() => box.querySelector("a:not([hidden])")?.focus());

  const paint = async () => {
    const me = await queue.who(), all = await queue.all(), mine = me ? all.filter((e) => e.who === me) : [];
    list.replaceChildren(...mine.map(draw));
    list.hidden = !mine.length;
    put(box.querySelector("[data-others]"), all.length > mine.length ? fill(words.others, { n: all.length - mine.length }) : "");
    box.querySelector("[data-do=send]").hidden = !mine.some((e) => e.state === "waiting") || !navigator.onLine;
    box.querySelector("[data-do=sign-in]").hidden = !mine.some((e) => e.state === "signin") && !(all.length && !me);
    box.hidden = !all.length;
    nothing.hidden = all.length > 0;
  };

  box.querySelector("[data-do=send]").onclick = () => queue.flush({ now: true }).then(paint);
  queue.heard(() => paint().catch(() => {}));
  addEventListener("online", () => paint());
  addEventListener("offline", () => paint());
  document.addEventListener("visibilitychange", () => document.hidden || paint());
  paint().catch(() => {});
})();
