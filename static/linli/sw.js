/* Linli's service worker. The view that serves it at /sw.js puts before it
   const LINLI = { version, name, icon, static, files: [public files by their address], keep: [pages kept for offline], desk, offline, queue, signOut }.
   Kept: public files; the page for everything else; and of the pages in `keep` the last copy of the one person signed in
   here. Every page says by its header Linli-Who whose it is: as soon as that is another's or nobody's, the copies go.
   Nothing else is ever kept. */
"use strict";
importScripts(LINLI.queue);
const STATIC = "linli-static", PAGES = "linli-pages-", PATIENCE = 4000, WEEK = 7 * 24 * 60 * 60 * 1000;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const here = (url) => url.pathname + url.search;

// --- public files --------------------------------------------------------------------------------------
const offlinePage = async () => {
  const answer = await fetch(LINLI.offline, { cache: "no-cache" });
  if (!answer.ok || answer.redirected) throw new Error("no page"); // from a server that is being restarted: the one before stays
  await (await caches.open(STATIC)).put(LINLI.offline, answer);
};

addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(STATIC);
  // A hashed name never changes what it names; the others are asked for anew.
  await Promise.all(LINLI.files.map(async (file) => {
    if (!HASHED.test(file) || !await cache.match(file)) await cache.add(new Request(file, { cache: "no-cache" }));
  }));
  await offlinePage();
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  await clients.claim();
  const cache = await caches.open(STATIC);
  const kept = await Promise.all((await copies()).map(([, copy]) => copy.text()));
  for (const { url } of await cache.keys()) { // a copy made by the last version still needs that version's files
    const path = new URL(url).pathname;
    if (path !== LINLI.offline && !LINLI.files.includes(path) && !kept.some((text) => text.includes(path))) await cache.delete(url);
  }
})()));

const publicFile = async (request) => {
  const isHashed = HASHED.test(new URL(request.url).pathname);
  const known = await caches.match(request, { cacheName: STATIC }).catch(() => undefined);
  if (known && isHashed) return known;
  try {
    const answer = await fetch(request), copy = answer.ok && isHashed && answer.clone();
    // A full phone keeps nothing more; the page has its file all the same.
    if (copy) await caches.open(STATIC).then((cache) => cache.put(request, copy)).catch(() => {});
    return answer;
  } catch (error) {
    if (known) return known;
    throw error;
  }
};

// --- pages of one person -----------------------------------------------------------------------------------
const owners = async () => (await caches.keys()).filter((name) => name.startsWith(PAGES));
let whose; // said last: what was asked for before somebody left, and comes after, is kept no more
const forget = async (except) => (whose = except, Promise.all((await owners()).filter((name) => name !== PAGES + except).map((name) => caches.delete(name))));

const copies = async () => {
  const found = [];
  for (const name of await owners()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push([request, await cache.match(request)]);
  }
  return found;
};

/* Whoever answers last is who is signed in here. */
const note = async (answer) => {
  const who = answer.headers.get("Linli-Who");
  if (who === null) return "";
  await forget(who);
  return who;
};

/* A copy of this page with the files that it asks for; answers whose it is, "" where it is not one to keep. */
const keep = async (url, answer) => {
  const who = await note(answer);
  if (!who || !answer.ok || answer.redirected || !/text\/html/.test(answer.headers.get("Content-Type"))) return "";
  const text = await answer.text(), headers = new Headers(answer.headers);
  headers.set("Linli-At", Date.now());
  await (await caches.open(PAGES + who)).put(here(url), new Response(text, { headers }));
  if (whose !== who) return await forget(whose), "";
  const files = await caches.open(STATIC);
  for (const [, path] of text.matchAll(/"(\/[^"#?\s]+\.\w+)["#]/g)) {
    if (path.startsWith(LINLI.static) && !await files.match(path)) await files.add(path).catch(() => {});
  }
  return who;
};
const keepNew = async (path, who) => {
  if (whose !== who || await (await caches.open(PAGES + who)).match(path)) return;
  const answer = await fetch(path, { credentials: "same-origin" });
  if (whose === who && answer.headers.get("Linli-Who") === who) await keep(new URL(path, location), answer);
};
/* Whoever opens one of these pages finds the others without a signal too, and the form for the places it offers first. */
const PLACES = 6;
const keepAll = async (who) => {
  for (const path of LINLI.keep) await keepNew(path, who).catch(() => {});
  const form = await (await caches.open(PAGES + who)).match(LINLI.keep[0]);
  const places = form ? (await form.text()).matchAll(/ href="(\/[^"]+\?place=\d+)"/g) : [];
  for (const [, path] of [...places].slice(0, PLACES)) {
    if (path.startsWith(LINLI.keep[0])) await keepNew(path, who).catch(() => {});
  }
};

/* The last copy, saying of itself when it was made: the page's own script shows that. */
const copyOf = async (url) => {
  for (const options of [{}, { ignoreSearch: true }]) {
    for (const name of await owners()) {
      const copy = await (await caches.open(name)).match(here(url), options);
      const at = Number(copy?.headers.get("Linli-At"));
      if (!copy || Date.now() - at > WEEK) continue;
      const text = (await copy.text()).replace("<html ", `<html data-kept="${at}" `);
      return new Response(text, { headers: copy.headers });
    }
  }
  return undefined;
};

const page = async (event, url) => {
  const isKept = LINLI.keep.includes(url.pathname);
  const answer = fetch(event.request);
  const done = answer.then(async (a) => {
    if (!isKept) return note(a);
    const who = await keep(url, a.clone());
    return who && keepAll(who);
  }).catch(() => {});
  event.waitUntil(done);
  const patience = isKept && new Promise((wake) => setTimeout(wake, PATIENCE));
  try {
    const first = await (isKept ? Promise.race([answer, patience]) : answer);
    return first || await copyOf(url) || await answer;
  } catch {
    if (url.pathname === "/" && !isKept && await copyOf(new URL(LINLI.desk, url))) return Response.redirect(LINLI.desk);
    return await (isKept && copyOf(url)) || await caches.match(LINLI.offline) || Response.error();
  }
};

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method !== "GET") {
    if (url.pathname === LINLI.signOut) event.waitUntil(forget(""));
  } else if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith(LINLI.static)) event.respondWith(publicFile(request));
});

// --- what the house says while no page is open ---------------------------------------------------------------
/* Every push is shown: a browser takes the right away from whoever wakes it in silence. */
addEventListener("push", (event) => {
  let said = {};
  try { said = event.data.json(); } catch { /* shown without words of its own */ }
  event.waitUntil(registration.showNotification(said.title || LINLI.name, {
    body: said.body || "", tag: said.tag || "linli", data: { url: said.url || "/" }, icon: LINLI.icon, lang: said.lang,
  }));
});

/* A window in which something stands that was not sent is left as it is, and so is one that says nothing: photos are
   in no draft. offline.js answers. */
const mayGo = (page) => new Promise((tell) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = (event) => tell(event.data === true);
  setTimeout(tell, 500, false);
  page.postMessage("free?", [port2]);
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.url || "/", location.origin);
  if (url.origin !== location.origin) return;
  event.waitUntil((async () => {
    const open = await clients.matchAll({ type: "window" }), free = await Promise.all(open.map(mayGo));
    const there = open.findIndex((page) => page.url === url.href), i = there < 0 ? free.indexOf(true) : there;
    if (i < 0) return clients.openWindow(url.href);
    await open[i].focus();
    return free[i] && open[i].navigate(url.href).catch(() => clients.openWindow(url.href));
  })());
});

// --- what the pages say, and the queue ---------------------------------------------------------------------
addEventListener("message", (event) => {
  const { who, path } = event.data; // a page that this worker did not fetch, such as the first one
  if (who !== undefined) event.waitUntil(forget(who).then(() => who && LINLI.keep.includes(path) && keepAll(who)));
  if (event.data.words) event.waitUntil(offlinePage().catch(() => {})); // the language was changed
});

addEventListener("sync", (event) => event.waitUntil((async () => {
  if (event.tag === "linli-queue" && await linliQueue.flush({ now: true })) throw new Error("not all sent");
})()));
