/* Linli: issues that wait on this device for a signal (docs/adr/0005). Shared by the pages and the service worker.
   An entry: { key: the form's client_key, who, at, title, action, fields: [[name, value]], photos: how many,
   state: "waiting" | "refused" | "signin", reasons: [sentence], why: status, tries, next, unsure, held }.
   Photos lie in a store of their own, so that counting what waits reads none of them.
   `unsure` stands from before a send until a plain answer: the server may have it. It is never edited then, only
   sent again under the same key, of which the database takes one. */
(() => {
  "use strict";
  const MINUTE = 60000, WHO = "/issues/unsent";
  const named = (text) => new Error(text);

  // --- the database ---------------------------------------------------------------------------------
  let opened;
  const open = () => opened ||= new Promise((done, fail) => {
    const asked = indexedDB.open("linli", 1);
    const failed = (error) => { opened = null; fail(error); };
    const late = setTimeout(failed, 5000, named("no answer")); // some browsers' database never says a word
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("queue", { keyPath: "key" });
      asked.result.createObjectStore("photos");
      asked.result.createObjectStore("meta");
    };
    asked.onsuccess = () => {
      clearTimeout(late);
      asked.result.onclose = () => { opened = null; }; // its data were cleared away, or the disk failed
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      done(asked.result);
    };
    asked.onerror = () => { clearTimeout(late); failed(asked.error); };
  });
  /* One transaction; what `act(store)` asks for last is the answer, once all of it is on the disk. */
  const write = async (act, mode = "readwrite") => {
    const database = await open();
    return new Promise((done, fail) => {
      const work = database.transaction(["queue", "photos", "meta"], mode, { durability: "strict" });
      const last = act((name) => work.objectStore(name));
      work.oncomplete = () => done(last?.result);
      work.onabort = work.onerror = () => fail(work.error || named("aborted"));
    });
  };
  const read = (act) => write(act, "readonly");

  const all = () => read((store) => store("queue").getAll()).then((list) => list.sort((a, b) => a.at - b.at));
  const get = (key) => read((store) => store("queue").get(key));
  const photos = (key) => read((store) => store("photos").get(key)).then((list) => (list || []).map(
    ({ name, type, bytes }) => new File([bytes], name, { type })));
  const drop = (key) => write((store) => { store("photos").delete(key); store("queue").delete(key); });
  const who = () => read((store) => store("meta").get("who"));
  const setWho = (pk) => write((store) => { store("meta").put(pk, "who"); });

  /* Photos as plain bytes: some browsers lose the blobs that they keep in a database. */
  const put = async (entry, files) => {
    const kept = await Promise.all(files.map(async (f) => ({ name: f.name, type: f.type, bytes: await f.arrayBuffer() })));
    await write((store) => {
      store("photos").put(kept, entry.key);
      store("queue").put({ state: "waiting", tries: 0, next: 0, at: Date.now(), ...entry, photos: kept.length });
    });
    tell();
  };
  /* Changes an entry only where it still stands: it may have been discarded or sent meanwhile. */
  const change = (key, facts) => write((store) => {
    const asked = store("queue").get(key);
    asked.onsuccess = () => asked.result && store("queue").put({ ...asked.result, ...facts });
  });

  // --- one at a time: by the browser's locks, else by a lease in the database --------------------------------
  const me = Math.random().toString(36).slice(2);
  const LEASE = 2 * MINUTE; // longer than any send; taken anew before each
  /* A phone's clock that was ahead is put right: what lies further off than was ever meant is over. */
  const comes = (time, most) => time > Date.now() && time <= Date.now() + most;
  const lease = async () => {
    let mine = false;
    await write((store) => {
      const asked = store("meta").get("lease");
      asked.onsuccess = () => {
        mine = !asked.result || asked.result.me === me || !comes(asked.result.until, LEASE);
        if (mine) store("meta").put({ me, until: Date.now() + LEASE }, "lease");
      };
    });
    return mine;
  };
  const leased = async (act) => {
    if (!await lease()) return undefined; // another tab is at it
    try { return await act(); } finally { await write((store) => { store("meta").delete("lease"); }); }
  };
  let turn = Promise.resolve(); // a lease is one tab's, so within the tab they queue up
  const alone = (act) => {
    if (navigator.locks) return navigator.locks.request("linli-queue", act);
    turn = turn.catch(() => {}).then(() => leased(act));
    return turn;
  };

  // --- sending ----------------------------------------------------------------------------------------
  const channel = self.BroadcastChannel && new BroadcastChannel("linli-queue");
  const heard = [];
  if (channel) channel.onmessage = (event) => heard.forEach((act) => act(event.data || {}));
  const tell = (news = {}) => {
    heard.forEach((act) => act(news));
    channel?.postMessage(news);
  };

  const ask = async (address, options, patience) => {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(address, { ...options, signal: stop.signal, credentials: "same-origin", cache: "no-store" });
      // A hotel's or a lift's own page may answer in our place: what is no JSON of ours was said by nobody.
      const said = /json/.test(answer.headers.get("Content-Type")) ? await answer.json() : null;
      return { status: answer.status, said, redirected: answer.redirected };
    } finally { clearTimeout(timer); }
  };
  const whoAmI = async () => {
    const { status, said } = await ask(WHO, { headers: { Accept: "application/json" } }, 10000);
    if (status !== 200 || !said || !("who" in said)) throw named("no answer");
    return said;
  };

  /* For a page that does not say who is here. Signed out, what waits still says whose hands it needs. */
  const meet = async () => {
    const { who: pk } = await whoAmI();
    if (pk) await setWho(String(pk));
    tell();
  };

  const LONGEST = 10 * MINUTE;
  const isEarly = (entry) => comes(entry.next, 2 * LONGEST);
  const later = (entry) => {
    const tries = entry.tries + 1;
    return { tries, next: Date.now() + Math.min(LONGEST, 2500 * 2 ** tries) * (0.75 + Math.random() / 2) };
  };
  const EDITING = 2 * MINUTE; // a page where it is being changed says so again each minute
  const isHeld = (entry) => comes(entry.held, EDITING);
  const waits = (facts) => ({ state: "waiting", ...facts });

  const post = async (entry, token, patience) => {
    const body = new FormData();
    entry.fields.forEach(([name, value]) => body.append(name, value));
    (await photos(entry.key)).forEach((file) => body.append("photos", file, file.name));
    body.set("client_key", entry.key);
    body.set("queued_by", entry.who);
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    if (entry.now) headers["Linli-Now"] = "1";
    return ask(entry.action, { method: "POST", headers, body }, patience);
  };

  /* What became of it: { sent: {number, url} } or the entry's new facts. */
  const verdict = (entry, { status, said, redirected }) => {
    if ((status === 200 || status === 201) && said?.number && !redirected) return { sent: said };
    if (status === 401 || status === 409) return { state: "signin", next: 0, unsure: false };
    if ([400, 403, 404, 413, 422].includes(status)) {
      return { state: "refused", why: status, reasons: said?.errors?.map((e) => e.sentence) || [], errors: said?.errors, unsure: false };
    }
    return waits(later(entry));
  };

  const sendOne = async (key, patience) => {
    let entry = await get(key);
    if (!entry) return { gone: true };
    let facts, cut = false;
    try {
      let { who: pk, token } = await whoAmI();
      if (String(pk ?? "") !== String(entry.who)) facts = { state: "signin", next: 0 };
      else {
        await change(key, waits({ unsure: true, sending: Date.now() }));
        tell();
        let answer = await post(entry, token, patience);
        if (answer.status === 403 && !answer.said) { // the token turned while this was on its way
          ({ who: pk, token } = await whoAmI());
          answer = await post(entry, token, patience);
        }
        facts = verdict(entry, answer);
      }
    } catch {
      facts = waits(later(entry));
      cut = true;
    }
    if (facts.sent) await drop(key);
    else await change(key, { ...facts, sending: 0, now: false });
    tell(facts.sent ? { sent: facts.sent, now: entry.now } : {});
    return { ...facts, cut };
  };

  const isOpen = (entry) => entry.state === "waiting" || entry.state === "signin";

  /* Sends what is due, oldest first; `now` takes what waits for its next try as well. Answers when to come back, or 0. */
  const flush = async ({ now = false } = {}) => {
    const tried = new Set(), mine = await who();
    const due = (e) => e.who === mine && isOpen(e) && !tried.has(e.key) && !isHeld(e) && (now || !isEarly(e));
    if (!mine || !(await all()).some(due)) return wake(mine);
    await alone(async () => {
      for (;;) {
        const next = (await all()).find(due);
        if (!next) return;
        tried.add(next.key);
        if (!navigator.locks && !await lease()) return;
        const facts = await sendOne(next.key, 90000);
        if (facts.cut) return; // the others would fare no better
      }
    });
    return wake(mine);
  };
  const wake = async (mine) => {
    const left = (await all()).filter((e) => e.who === mine && e.state === "waiting");
    const from = (e) => Math.max(isEarly(e) && e.next, isHeld(e) && e.held);
    return left.length ? Math.max(Math.min(...left.map(from)), Date.now() + 5000) : 0;
  };

  self.linliQueue = {
    all, get, photos, put, drop, who, setWho, meet, flush,
    send: (key, patience) => alone(() => sendOne(key, patience)).then((facts) => facts || waits({})),
    /* Under the lock: nothing is taken out of the hands of whoever is sending it. */
    edit: (key, act) => alone(async () => act(await get(key))),
    /* It is being changed: until that is over, what it was does not go out. */
    hold: (key, is = true) => change(key, { held: is ? Date.now() + EDITING : 0 }),
    heard: (act) => heard.push(act),
  };
})();
