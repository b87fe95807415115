/* Lets this browser be woken (RFC 8030), on the page of preferences and only when its button is pressed.
   <div data-push data-key data-url data-denied data-failed> with [data-push-cannot], [data-push-can], [data-push-on], [data-push-error] */
(() => {
  "use strict";
  const box = document.querySelector("[data-push]");
  if (!box || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  const part = (name) => box.querySelector(`[data-push-${name}]`);
  const button = part("on"), error = part("error");
  part("cannot").hidden = true;
  part("can").hidden = button.hidden = false;

  const octets = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const fail = (words) => { error.textContent = words; error.hidden = false; };

  /* A subscription to another key (the house has a new one) is no use: it is made anew. */
  const subscribe = async () => {
    // Where none could be installed, none is ever ready.
    const late = new Promise((_, fail) => setTimeout(fail, 10000));
    const { pushManager } = await Promise.race([navigator.serviceWorker.ready, late]), key = octets(box.dataset.key);
    const old = await pushManager.getSubscription();
    const same = old && new Uint8Array(old.options.applicationServerKey || []).join() === key.join();
    if (same) return old;
    if (old) await old.unsubscribe();
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  };

  const send = (subscription) => fetch(box.dataset.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
    body: JSON.stringify(subscription),
  });

  button.addEventListener("click", async () => {
    error.hidden = true;
    button.setAttribute("aria-disabled", "true");
    try {
      if (await Notification.requestPermission() !== "granted") return fail(box.dataset.denied);
      const answer = await send(await subscribe());
      if (answer.ok) return location.reload();
      fail((await answer.json().catch(() => ({}))).error || box.dataset.failed);
    } catch {
      fail(box.dataset.failed);
    } finally {
      button.removeAttribute("aria-disabled");
    }
    return undefined;
  });
})();
