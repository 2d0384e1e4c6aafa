// <script src="https://support.example/widget.js" data-store="lumen" data-language="es" data-name="Ana" async></script>
import { Client } from "./client";
import { isAfter, Memory } from "./memory";
import { stringsFor } from "./strings";
import { View } from "./view";

function begin(script: HTMLScriptElement): void {
  const { store, language, name } = script.dataset;
  if (!store) return;
  const server = new URL(script.src).origin;
  const spoken = language || document.documentElement.lang || navigator.language || "en";
  const { strings, language: shown, rtl } = stringsFor(spoken);
  const memory = new Memory(`support:${server}:${store}`);
  let newest = memory.get().read;
  let unread = 0;

  const view = new View(strings, shown, rtl, {
    opened: () => {
      unread = 0;
      if (newest) memory.set({ read: newest });
      client.start();
    },
    closed: () => {},
    send: (text) => client.send(text),
    retry: () => client.retry(),
  });

  const client: Client = new Client({ server, store, language: spoken, name }, memory, {
    line: (line, cursor) => {
      if (!view.line(line)) return;
      if (!newest || isAfter(cursor, newest)) newest = cursor;
      if (view.isOpen) memory.set({ read: newest });
      else if (!line.inbound && isAfter(cursor, memory.get().read)) view.unread(++unread);
    },
    pending: (messages) => view.pending(messages),
    connected: (yes) => view.connected(yes),
    refused: () => view.remove(),
  });

  view.attach();
  view.pending(memory.get().pending);

  // Who has never written costs the server nothing until the panel is opened.
  if (client.known) client.start();
}

// Only while the script itself runs does the page say which one it is.
const script = (document.currentScript ?? document.querySelector("script[data-store][src*='widget.js']")) as HTMLScriptElement | null;
if (script) {
  if (document.body) begin(script);
  else addEventListener("DOMContentLoaded", () => begin(script));
}
