// The checksum extension of tus: each part travels with its SHA-256, so that a link that garbles bytes is noticed at once.
// Without a secure context there is no hash to be had, and parts go without.
import { DefaultHttpStack, type HttpRequest, type HttpResponse } from "tus-js-client";

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

export class ChecksumStack extends DefaultHttpStack {
  constructor() {
    super({});
  }

  override createRequest(method: string, url: string): HttpRequest {
    const request = super.createRequest(method, url);
    if (method !== "PATCH" || !globalThis.crypto?.subtle) return request;
    const send = request.send.bind(request);
    request.send = async (body: unknown): Promise<HttpResponse> => {
      if (body instanceof Blob) {
        const hash = await crypto.subtle.digest("SHA-256", await body.arrayBuffer());
        request.setHeader("Upload-Checksum", `sha256 ${base64(hash)}`);
      }
      return send(body);
    };
    return request;
  }
}
