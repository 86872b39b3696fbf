// The SSE extension of htmx: registers itself on import.
declare module "htmx-sse";
