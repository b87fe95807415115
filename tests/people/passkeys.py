"""A device that makes passkeys, as the browser hands on what it says. Without its private half: it only enrols."""

import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

ADD = reverse("mfa_add_webauthn")
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def made_by_device(options: dict) -> str:
    """What the browser posts, of the `options` that the page gave it."""
    asked = options["publicKey"]
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    name = secrets.token_bytes(16)
    enrolled = AttestedCredentialData.create(Aaguid.NONE, name, key)
    host = asked["rp"]["id"]
    flags = PRESENT | VERIFIED | ATTESTED
    data = AuthenticatorData.create(sha256(host.encode()), flags, 0, enrolled)
    said = {"type": "webauthn.create", "challenge": asked["challenge"], "origin": f"http://{host}"}
    answer = {
        "clientDataJSON": websafe_encode(json.dumps(said).encode()),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    return json.dumps(
        {
            "id": websafe_encode(name),
            "rawId": websafe_encode(name),
            "type": "public-key",
            "response": answer,
            "clientExtensionResults": {"credProps": {"rk": True}},
        }
    )


def add_passkey(client: Client, name: str = "手机"):
    """Through the site, by somebody who may; with BASE_URL at http://localhost."""
    options = client.get(ADD).context["js_data"]["creation_options"]
    return client.post(ADD, {"name": name, "credential": made_by_device(options)})
