import { EventReader } from "./events";
import { isAfter, type Memory, type Pending } from "./memory";

export interface Line {
  sequence: number;
  message: string;
  inbound: boolean;
  text: string;
  author: string | null;
  at: string;
  /** Our own id of a message that was sent from this browser. */
  id: string | null;
}

export interface Listener {
  line(line: Line, cursor: string): void;
  pending(messages: readonly Pending[]): void;
  connected(yes: boolean): void;
  /** The store has no chat for this page. */
  refused(): void;
}

export interface Shop {
  server: string;
  store: string;
  language: string;
  name: string | undefined;
}

/** The server says nothing for this long only when it is gone: it beats every 25 seconds. */
const SILENCE = 60_000;
const LONGEST = 30_000;

/** Doubles up to half a minute; half of it by chance, so that a thousand browsers do not come back in the same instant. */
function backoff(attempt: number): number {
  const whole = Math.min(LONGEST, 1000 * 2 ** Math.min(attempt, 6));
  return whole / 2 + (whole / 2) * Math.random();
}

export class Client {
  private cursor = "";
  private running = false;
  private renewed = false;
  private attempt = 0;
  private wake: (() => void) | null = null;
  private sending = false;
  private sendAttempt = 0;
  private session: Promise<boolean> | null = null;

  constructor(
    private readonly shop: Shop,
    private readonly memory: Memory,
    private readonly listener: Listener,
  ) {
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  get known(): boolean {
    return this.memory.get().token !== undefined || this.memory.get().pending.length > 0;
  }

  /** Starts listening, once; it goes on for as long as the page lives. */
  start(): void {
    if (this.running) return;
    this.running = true;
    void this.listen();
    void this.flush();
  }

  send(text: string): void {
    const id = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
    this.change([...this.memory.get().pending, { id, text, at: new Date().toISOString() }]);
    this.start();
    void this.flush();
  }

  retry(): void {
    this.change(this.memory.get().pending.map(({ id, text, at }) => ({ id, text, at })));
    this.hurry();
    void this.flush();
  }

  private change(pending: Pending[]): void {
    this.memory.set({ pending });
    this.listener.pending(pending);
  }

  private hurry(): void {
    this.attempt = 0;
    this.sendAttempt = 0;
    this.wake?.();
    void this.flush();
  }

  private call(path: string, init: RequestInit = {}): Promise<Response> {
    const { token } = this.memory.get();
    return fetch(`${this.shop.server}/widget/${this.shop.store}/${path}`, {
      // A network that swallows everything would hold the next message back for minutes; sent again, it is the same one.
      signal: AbortSignal.timeout?.(30_000),
      ...init,
      credentials: "omit",
      headers: {
        ...(init.body ? { "Content-Type": "application/json" } : {}),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
    });
  }

  /** One at a time: two first calls must not become two visitors. */
  private ready(): Promise<boolean> {
    if (this.renewed) return Promise.resolve(true);
    return (this.session ??= this.renew().finally(() => (this.session = null)));
  }

  private async renew(): Promise<boolean> {
    const response = await this.call("session", {
      method: "POST",
      body: JSON.stringify({ name: this.shop.name ?? null, language: this.shop.language }),
    });
    if (response.ok) {
      this.memory.set({ token: ((await response.json()) as { token: string }).token });
      return (this.renewed = true);
    }
    if (response.status === 403 || response.status === 404) this.listener.refused();
    return false;
  }

  /** True: the call went through with a token that the server no longer takes; ask for one and call again. */
  private expired(response: Response): boolean {
    if (response.status !== 401) return false;
    this.memory.forgetToken();
    this.renewed = false;
    return true;
  }

  private async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (;;) {
        const next = this.memory.get().pending.find((message) => !message.failed);
        if (!next) return;
        const outcome = await this.post(next);
        if (outcome === "later") return;
        this.sendAttempt = 0;
        // What was taken stays on screen as pending until its line comes over the stream.
        this.change(
          outcome === "taken"
            ? this.memory.get().pending.filter((message) => message.id !== next.id)
            : this.memory.get().pending.map((message) => (message.id === next.id ? { ...message, failed: true } : message)),
        );
      }
    } finally {
      this.sending = false;
    }
  }

  private async post(message: Pending): Promise<"taken" | "refused" | "later"> {
    try {
      if (await this.ready()) {
        const response = await this.call("messages", { method: "POST", body: JSON.stringify({ id: message.id, text: message.text }) });
        if (response.ok) return "taken";
        if (!this.expired(response) && response.status >= 400 && response.status < 500 && response.status !== 429 && response.status !== 408) return "refused";
      }
    } catch {
      // No network: the same message goes again, by the same id.
    }
    setTimeout(() => void this.flush(), backoff(this.sendAttempt++));
    return "later";
  }

  private async listen(): Promise<void> {
    while (this.running) {
      try {
        if (await this.ready()) await this.stream();
      } catch {
        // Ended or never began: once more.
      }
      this.listener.connected(false);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, backoff(this.attempt++));
        this.wake = () => (clearTimeout(timer), resolve());
      });
      this.wake = null;
    }
  }

  private async stream(): Promise<void> {
    const abort = new AbortController();
    let silence = setTimeout(() => abort.abort(), SILENCE);
    try {
      const response = await this.call("stream" + (this.cursor ? `?after=${encodeURIComponent(this.cursor)}` : ""), { signal: abort.signal, cache: "no-store" });
      if (this.expired(response) || !response.ok || !response.body) return;
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      const events = new EventReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(() => abort.abort(), SILENCE);
        for (const event of events.read(decoder.decode(value, { stream: true }))) {
          if (event.id) this.cursor = event.id;
          if (event.name === "line") this.take(JSON.parse(event.data) as Line, event.id);
          else if (event.name === "ready") {
            this.attempt = 0;
            this.listener.connected(true);
          }
        }
      }
    } finally {
      clearTimeout(silence);
      abort.abort();
    }
  }

  private take(line: Line, cursor: string): void {
    if (line.id && this.memory.get().pending.some((message) => message.id === line.id)) {
      this.change(this.memory.get().pending.filter((message) => message.id !== line.id));
    }
    this.listener.line(line, cursor);
    if (!line.inbound && isAfter(cursor, this.memory.get().confirmed)) {
      this.memory.set({ confirmed: cursor });
      this.call("seen", { method: "POST", body: JSON.stringify({ message: line.message, cursor }) }).catch(() => {});
    }
  }
}
