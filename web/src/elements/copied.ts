// That something was copied: on its button for two seconds, and said to those who do not see the button.

const SHOWN_MS = 2000;

/** What says so for this button. Its place in the page is there before there is something to say: only then is it heard. */
export function copiedOn(button: HTMLButtonElement, word: string): () => void {
  const label = button.querySelector("span");
  const usual = label?.textContent ?? "";
  const said = document.createElement("span");
  said.className = "sr-only";
  said.setAttribute("role", "status");
  button.after(said);
  let timer = 0;
  const show = (text: string, heard: string): void => {
    if (label) label.textContent = text;
    said.textContent = heard;
  };
  return () => {
    window.clearTimeout(timer);
    show(word, word);
    timer = window.setTimeout(() => show(usual, ""), SHOWN_MS);
  };
}
