// What every page runs: htmx for fragments, and a handful of small custom elements.
// Everything here is an improvement: pages work without it.
import "htmx.org";
import { Bell } from "./elements/bell";
import { sendFormToken } from "./elements/csrf";
import { Combobox } from "./elements/combobox";
import { Drop } from "./elements/drop";
import { Menu } from "./elements/menu";
import { OfflinePages, watchNetwork } from "./elements/offline";
import { openPalette } from "./elements/palette";
import { relativeDates } from "./elements/time";
import { Toast } from "./elements/toast";
import { commands, focusFirst, startWorker } from "./elements/page";

customElements.define("griot-toast", Toast);
customElements.define("griot-menu", Menu);
customElements.define("griot-bell", Bell);
customElements.define("griot-drop", Drop);
customElements.define("griot-combobox", Combobox);
customElements.define("griot-offline-pages", OfflinePages);

sendFormToken();
commands();
focusFirst(document);
openPalette();
watchNetwork();
relativeDates(document);
startWorker();

document.addEventListener("htmx:after:swap", () => {
  relativeDates(document);
  focusFirst(document);
});
