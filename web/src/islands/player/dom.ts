/** Elements without templates: text is always text. */

type Attributes = Record<string, string | boolean | number>;

export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === false) continue;
    element.setAttribute(attribute, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** Shapes of 24 × 24, drawn with the current colour. */
const SHAPES = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z",
  volume: "M4 9.5v5h3.5L12 19V5L7.5 9.5zM15 8.5a5 5 0 0 1 0 7l1.2 1.2a6.7 6.7 0 0 0 0-9.4zM17.6 6l1.2-1.2a10.2 10.2 0 0 1 0 14.4L17.6 18a8.5 8.5 0 0 0 0-12z",
  muted: "M4 9.5v5h3.5L12 19V5L7.5 9.5zM15 9.2l1.2-1.2 2.3 2.3L20.8 8 22 9.2 19.7 11.5 22 13.8 20.8 15l-2.3-2.3L16.2 15 15 13.8l2.3-2.3z",
  captions: "M3 5h18v14H3zm2 2v10h14V7zm2 3h4.5v1.6H8.600v1.800h2.900V15H7zm6 0h4.500v1.600h-2.900v1.800h2.900V15H13z",
  settings: "M10.300 3h3.400l.5 2.400 1.700.9 2.300-.8 1.700 3-1.800 1.600v1.900l1.800 1.600-1.700 3-2.300-.8-1.700.9-.5 2.400h-3.400l-.5-2.400-1.700-.9-2.300.8-1.700-3L5.900 12V10.100L4.100 8.500l1.700-3 2.300.8 1.700-.9zM12 8.300a2.750 2.750 0 1 0 0 5.500 2.750 2.750 0 0 0 0-5.500z",
  pip: "M3 5h18v14H3zm2 2v10h14V7zm7 4.500h5.500V15.500H12z",
  fullscreen: "M4 4h6v2H6v4H4zm10 0h6v6h-2V6h-4zM4 14h2v4h4v2H4zm14 0h2v6h-6v-2h4z",
  shrink: "M8 4h2v6H4V8h4zm6 0h2v4h4v2h-6zM4 14h6v6H8v-4H4zm10 0h6v2h-4v4h-2z",
} as const;

export type Shape = keyof typeof SHAPES;

export function icon(shape: Shape): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("gp-icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[shape]);
  svg.append(path);
  return svg;
}

/** A button with a picture and a name. */
export function iconButton(shape: Shape, label: string): HTMLButtonElement {
  return el("button", { type: "button", class: "gp-button", "aria-label": label, title: label }, icon(shape));
}

/** Changes what a button shows and is called. */
export function relabel(button: HTMLButtonElement, shape: Shape, label: string): void {
  if (button.getAttribute("aria-label") === label) return;
  button.setAttribute("aria-label", label);
  button.title = label;
  button.replaceChildren(icon(shape));
}
