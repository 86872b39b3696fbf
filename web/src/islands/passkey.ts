// <griot-passkey data-action="register|sign-in" data-start data-finish data-csrf data-failed>
//
// Shows itself where the browser knows passkeys. Its button asks our server for a challenge, the browser for a
// credential, our server for its judgement, and goes where the server says. WebAuthn level 3 JSON helpers are used
// where they exist; older browsers get the same by hand.

import { forgetPages } from "../elements/kept";

type Json = Record<string, unknown>;

const toBytes = (text: string): ArrayBuffer => {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes.buffer;
};

const toText = (buffer: ArrayBuffer | null): string | null => {
  if (buffer === null) return null;
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

interface Descriptor {
  id: string;
  type: PublicKeyCredentialType;
  transports?: AuthenticatorTransport[];
}

const descriptors = (list: Descriptor[] | undefined): PublicKeyCredentialDescriptor[] =>
  (list ?? []).map((entry) => ({ ...entry, id: toBytes(entry.id) }));

// The server sends { publicKey: { …, challenge: base64url, user: { id: base64url } } }.
function creationOptions(options: any): CredentialCreationOptions {
  const key = options.publicKey;
  return {
    publicKey: {
      ...key,
      challenge: toBytes(key.challenge),
      user: { ...key.user, id: toBytes(key.user.id) },
      excludeCredentials: descriptors(key.excludeCredentials),
    },
  };
}

function requestOptions(options: any): CredentialRequestOptions {
  const key = options.publicKey;
  return {
    publicKey: { ...key, challenge: toBytes(key.challenge), allowCredentials: descriptors(key.allowCredentials) },
  };
}

function serialise(credential: PublicKeyCredential): Json {
  const common = {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    extensions: credential.getClientExtensionResults(),
  };
  const response = credential.response;
  const clientDataJSON = toText(response.clientDataJSON);
  if (response instanceof AuthenticatorAttestationResponse) {
    const transports = response.getTransports?.() ?? [];
    return { ...common, response: { clientDataJSON, attestationObject: toText(response.attestationObject), transports } };
  }
  const assertion = response as AuthenticatorAssertionResponse;
  return {
    ...common,
    response: {
      clientDataJSON,
      authenticatorData: toText(assertion.authenticatorData),
      signature: toText(assertion.signature),
      userHandle: toText(assertion.userHandle),
    },
  };
}

class Passkey extends HTMLElement {
  connectedCallback(): void {
    if (!("PublicKeyCredential" in window)) return;
    this.hidden = false;
    this.querySelector("button")?.addEventListener("click", () => void this.run());
  }

  private async run(): Promise<void> {
    const button = this.querySelector("button");
    const problem = this.querySelector<HTMLElement>("[role=alert]");
    if (!button || button.disabled) return;
    button.disabled = true;
    if (problem) problem.hidden = true;
    try {
      const next = await this.ceremony();
      if (this.dataset.action !== "register") forgetPages();
      location.assign(next);
    } catch (error) {
      button.disabled = false;
      // Somebody who closes the browser's prompt knows what happened.
      const cancelled = error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");
      if (problem && !cancelled) {
        problem.textContent = this.dataset.failed ?? "";
        problem.hidden = false;
      }
    }
  }

  private async ceremony(): Promise<string> {
    const begun = await this.send(this.dataset.start ?? "", {});
    const register = this.dataset.action === "register";
    const credential = register
      ? await navigator.credentials.create(creationOptions(begun.options))
      : await navigator.credentials.get(requestOptions(begun.options));
    if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
    const name = this.querySelector<HTMLInputElement>("input[name=passkey_name]")?.value ?? "";
    const done = await this.send(this.dataset.finish ?? "", {
      challenge: begun.challenge,
      credential: serialise(credential),
      ...(register ? { name } : {}),
    });
    return String(done.location);
  }

  private async send(address: string, body: Json): Promise<Json> {
    const answer = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.dataset.csrf ?? "" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return (await answer.json()) as Json;
  }
}

customElements.define("griot-passkey", Passkey);
