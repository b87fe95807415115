/* Passkeys: asks the browser, puts its answer into the form. Without them a button stays hidden, and a sentence says why.
   form[data-passkey="create" | "get"]: data-options is JSON in the page, data-from an address that gives it;
   [data-passkey-sorry]: shown where the browser has none; the form's [data-passkey-failed]: shown when it was cancelled. */
(() => {
  "use strict";
  const knows = "PublicKeyCredential" in window && "credentials" in navigator;
  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const toText = (buffer) => {
    if (!buffer) return null;
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const listed = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  const ask = async (kind, { publicKey }) => {
    const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
    if (kind === "create") {
      options.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
      options.excludeCredentials = listed(publicKey.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = listed(publicKey.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  };

  const said = (credential) => {
    const { response } = credential;
    const parts = response.attestationObject
      ? { attestationObject: toText(response.attestationObject), transports: response.getTransports?.() || [] }
      : {
          authenticatorData: toText(response.authenticatorData),
          signature: toText(response.signature),
          userHandle: toText(response.userHandle),
        };
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: { clientDataJSON: toText(response.clientDataJSON), ...parts },
    });
  };

  const optionsOf = async ({ dataset }) => {
    if (!dataset.from) return JSON.parse(dataset.options);
    const answer = await fetch(dataset.from, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options;
  };

  document.querySelectorAll("[data-passkey-sorry]").forEach((words) => { words.hidden = knows; });
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const failed = form.querySelector("[data-passkey-failed]");
    form.hidden = !knows;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      try {
        form.elements.credential.value = said(await ask(form.dataset.passkey, await optionsOf(form)));
        form.submit();
      } catch {
        failed.hidden = false;
        failed.focus();
      }
    });
  });
})();
