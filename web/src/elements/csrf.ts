// The form token of the page, sent with every htmx request that changes something.

/** The token that the page carries, if it has one. */
export function formToken(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  const field = document.querySelector<HTMLInputElement>('input[name="_csrf"]');
  return meta?.content || field?.value || undefined;
}

interface ConfigRequest {
  ctx: { request: { method: string; headers: Record<string, string> } };
}

export function sendFormToken(): void {
  document.addEventListener("htmx:config:request", (event) => {
    const { request } = (event as CustomEvent<ConfigRequest>).detail.ctx;
    const token = formToken();
    if (token && !/^(get|head)$/i.test(request.method)) request.headers["X-CSRF-Token"] = token;
  });
}
