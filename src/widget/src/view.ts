import type { Line } from "./client";
import type { Pending } from "./memory";
import type { Strings } from "./strings";
import { css } from "./style";

const CHAT = "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z";
const CROSS = "M6 6l12 12M18 6L6 18";

export interface Actions {
  opened(): void;
  closed(): void;
  send(text: string): void;
  retry(): void;
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className = "", text = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function icon(path: string, filled: boolean): SVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: "24", height: "24", "aria-hidden": "true" })) svg.setAttribute(name, value);
  const shape = document.createElementNS(ns, "path");
  shape.setAttribute("d", path);
  shape.setAttribute(filled ? "fill" : "stroke", "currentColor");
  shape.setAttribute("stroke-width", filled ? "0" : "2");
  svg.append(shape);
  return svg;
}

/** Everything on screen. What people wrote goes in as text and never as markup. */
export class View {
  private readonly launch = make("button", "launch");
  private readonly badge = make("span", "badge");
  private readonly panel = make("section", "panel");
  private readonly status = make("div", "status");
  private readonly log = make("div", "log");
  private readonly area = make("textarea");
  private readonly submit = make("button");
  private readonly host = make("div");
  private readonly lines = new Map<string, HTMLElement>();
  private readonly waiting = new Map<string, HTMLElement>();
  private readonly time: Intl.DateTimeFormat;

  constructor(
    private readonly strings: Strings,
    language: string,
    rtl: boolean,
    private readonly actions: Actions,
  ) {
    this.time = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
    this.host.lang = language;
    this.host.dir = rtl ? "rtl" : "ltr";
    const root = this.host.attachShadow({ mode: "open" });

    // A constructed sheet needs no leave from the shop's content security policy.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    root.append(this.buildPanel(), this.buildLaunch());
    root.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key === "Escape" && this.isOpen) this.close();
    });
  }

  get isOpen(): boolean {
    return !this.panel.hidden;
  }

  attach(): void {
    document.body.append(this.host);
  }

  remove(): void {
    this.host.remove();
  }

  open(): void {
    this.panel.hidden = false;
    this.launch.setAttribute("aria-expanded", "true");
    this.unread(0);
    this.toEnd();
    this.area.focus();
    this.actions.opened();
  }

  close(): void {
    this.panel.hidden = true;
    this.launch.setAttribute("aria-expanded", "false");
    this.launch.focus();
    this.actions.closed();
  }

  connected(yes: boolean): void {
    this.status.hidden = yes;
  }

  unread(count: number): void {
    this.badge.hidden = count === 0;
    this.badge.textContent = count > 99 ? "99+" : String(count);
    this.launch.setAttribute("aria-label", count === 0 ? this.strings.open : `${this.strings.open}. ${this.strings.unread} ${count}`);
  }

  /** False when the line is on screen already. */
  line(line: Line): boolean {
    if (this.lines.has(line.message)) return false;
    const atEnd = this.isAtEnd();
    const bubble = this.bubble(line.inbound, line.text);
    const who = line.inbound ? this.strings.you : (line.author ?? this.strings.support);
    const meta = make("div", "meta");
    // Names keep to themselves: a Latin one must not turn the time beside it around on an Arabic page.
    meta.append(make("bdi", "", who), " · ", make("bdi", "", this.time.format(new Date(line.at))));
    bubble.append(meta);
    this.lines.set(line.message, bubble);
    const own = line.id ? this.waiting.get(line.id) : undefined;
    if (own && line.id) {
      own.replaceWith(bubble);
      this.waiting.delete(line.id);
    } else {
      const first = this.waiting.values().next().value;
      if (first) first.before(bubble);
      else this.log.append(bubble);
    }
    if (atEnd || line.inbound) this.toEnd();
    return true;
  }

  pending(messages: readonly Pending[]): void {
    for (const message of messages) {
      let bubble = this.waiting.get(message.id);
      if (!bubble) {
        bubble = this.bubble(true, message.text);
        this.waiting.set(message.id, bubble);
        this.log.append(bubble);
        this.toEnd();
      }
      bubble.querySelector(".meta")?.remove();
      const meta = make("div", message.failed ? "meta bad" : "meta", message.failed ? this.strings.failed : this.strings.sending);
      if (message.failed) {
        const again = make("button", "", this.strings.retry);
        again.type = "button";
        again.onclick = () => this.actions.retry();
        meta.append(again);
      }
      bubble.append(meta);
    }
    // One that the server has taken says no longer that it is under way; its line will replace it.
    for (const [id, bubble] of this.waiting) {
      if (!messages.some((message) => message.id === id)) bubble.querySelector(".meta")?.remove();
    }
  }

  private bubble(mine: boolean, text: string): HTMLElement {
    const bubble = make("div", mine ? "msg me" : "msg");
    const body = make("div", "text", text);
    body.dir = "auto";
    bubble.append(body);
    return bubble;
  }

  private isAtEnd(): boolean {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  private toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
  }

  private buildLaunch(): HTMLElement {
    this.launch.type = "button";
    this.launch.setAttribute("aria-haspopup", "dialog");
    this.launch.setAttribute("aria-expanded", "false");
    this.launch.append(icon(CHAT, true), this.badge);
    this.launch.onclick = () => (this.isOpen ? this.close() : this.open());
    this.unread(0);
    return this.launch;
  }

  private buildPanel(): HTMLElement {
    this.panel.hidden = true;
    this.panel.setAttribute("role", "dialog");
    this.panel.setAttribute("aria-label", this.strings.title);
    const header = make("header");
    const close = make("button");
    close.type = "button";
    close.setAttribute("aria-label", this.strings.close);
    close.append(icon(CROSS, false));
    close.onclick = () => this.close();
    header.append(make("h2", "", this.strings.title), close);
    this.status.textContent = this.strings.connecting;
    this.status.setAttribute("role", "status");
    this.log.setAttribute("role", "log");
    this.log.setAttribute("aria-live", "polite");
    this.log.setAttribute("aria-label", this.strings.title);
    this.log.tabIndex = 0;
    this.log.append(make("p", "greeting", this.strings.greeting));
    this.panel.append(header, this.status, this.log, this.buildForm());
    return this.panel;
  }

  private buildForm(): HTMLElement {
    const form = make("form");
    this.area.rows = 1;
    this.area.dir = this.host.dir;
    this.area.maxLength = 100_000;
    this.area.placeholder = this.strings.placeholder;
    this.area.setAttribute("aria-label", this.strings.placeholder);
    this.submit.type = "submit";
    this.submit.textContent = this.strings.send;
    this.submit.disabled = true;
    this.area.oninput = () => this.grow();
    this.area.onkeydown = (event) => {
      // Enter also ends the choice of a Chinese or Japanese word: that is not sending.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    };
    form.onsubmit = (event) => {
      event.preventDefault();
      const text = this.area.value;
      if (!text.trim()) return;
      this.area.value = "";
      this.grow();
      this.actions.send(text);
      this.area.focus();
    };
    form.append(this.area, this.submit);
    return form;
  }

  private grow(): void {
    this.submit.disabled = !this.area.value.trim();
    // What is written has its own direction; while there is nothing, the hint has the page's.
    this.area.dir = this.area.value ? "auto" : this.host.dir;
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight + 2}px`;
  }
}
