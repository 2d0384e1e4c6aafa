export type Phase = "connecting" | "live" | "reconnecting" | "offline" | "signed-out";

export interface ConnectionState {
  phase: Phase;
  attempt: number;
  /** When the next attempt starts (local clock); null while one runs or none is planned. */
  retryAt: number | null;
}

/** What is used of a SignalR connection. */
export interface Hub {
  start(): Promise<void>;
  stop(): Promise<void>;
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  on(method: string, handler: (...args: never[]) => void): void;
  onclose(handler: (error?: Error) => void): void;
}

export interface ConnectionOptions {
  makeHub(): Hub;
  methods: readonly string[];
  onPush(method: string, argument: unknown): void;
  onState(state: ConnectionState): void;
  /** Catches up over a hub that has just started; the connection is live when this is done. */
  resync(hub: Hub): Promise<void>;
  /** False: nobody is signed in any more, so that retrying would be in vain. */
  signedIn(): Promise<boolean>;
  online?(): boolean;
  random?(): number;
  now?(): number;
}

export class NotConnected extends Error {
  constructor() {
    super("not connected");
  }
}

/** A network that swallows everything lets an attempt hang for minutes, long after it has healed. */
const PATIENCE = 10_000;
const FIRST = 500;
const LONGEST = 30_000;
const SPREAD = 2_000;

/** Doubles up to half a minute; the half that is random keeps a thousand consoles from coming back in the same instant. */
export function backoff(attempt: number, random: number): number {
  const whole = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 10));
  return Math.round(whole / 2 + (whole / 2) * random);
}

/** One hub at a time, tried again for ever. First connection and reconnection are the same path: start, then catch up. */
export class Connection {
  private readonly random: () => number;
  private readonly now: () => number;
  private readonly isOnline: () => boolean;
  private hub: Hub | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private catchingUp: ReturnType<typeof setTimeout> | null = null;
  /** Whatever an older attempt still says is not heard. */
  private generation = 0;
  private running = false;
  private wasLive = false;
  private state: ConnectionState = { phase: "connecting", attempt: 0, retryAt: null };

  constructor(private readonly options: ConnectionOptions) {
    this.random = options.random ?? Math.random;
    this.now = options.now ?? Date.now;
    this.isOnline = options.online ?? (() => navigator.onLine);
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.wasLive = false;
    this.state = { phase: "connecting", attempt: 0, retryAt: null };
    void this.connect();
  }

  stop(): void {
    this.running = false;
    this.drop();
  }

  /** At once, whatever the backoff says: the agent asked, or the network came back. */
  retryNow(): void {
    if (!this.running || this.state.phase === "live" || this.state.phase === "signed-out") return;
    this.set({ attempt: 0 });
    void this.connect();
  }

  wentOffline(): void {
    if (!this.running) return;
    this.drop();
    this.set({ phase: "offline", retryAt: null });
  }

  /** The node said that it stops: reconnect at once, spread over a second or so. */
  leaving(): void {
    if (!this.running) return;
    this.drop();
    this.plan(Math.round(this.random() * 1000));
  }

  /** A push may have been lost on its way to the node: catch up over the same connection, spread over two seconds, once for several. */
  behind(): void {
    if (this.state.phase !== "live" || this.catchingUp) return;
    const { generation, hub } = this;
    this.catchingUp = setTimeout(() => {
      this.catchingUp = null;
      if (hub && generation === this.generation) this.options.resync(hub).catch(() => generation === this.generation && this.lost());
    }, Math.round(this.random() * SPREAD));
  }

  invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    if (this.state.phase !== "live" || !this.hub) return Promise.reject(new NotConnected());
    return this.hub.invoke<T>(method, ...args);
  }

  private async connect(): Promise<void> {
    this.drop();
    const generation = this.generation;
    const current = () => this.running && generation === this.generation;
    if (!this.isOnline()) return this.set({ phase: "offline", retryAt: null });
    this.set({ phase: this.wasLive ? "reconnecting" : "connecting", retryAt: null });

    const hub = this.options.makeHub();
    this.hub = hub;
    for (const method of this.options.methods) {
      hub.on(method, (argument: never) => {
        if (current()) this.options.onPush(method, argument);
      });
    }
    hub.onclose(() => {
      if (current()) this.lost();
    });
    // What hangs on is another attempt's concern: this one is over, and dropping it makes it unheard.
    const late = setTimeout(() => current() && this.lost(), PATIENCE);
    try {
      await hub.start();
      clearTimeout(late);
      if (!current()) return;
      await this.options.resync(hub);
      if (!current()) return;
      this.wasLive = true;
      this.set({ phase: "live", attempt: 0, retryAt: null });
    } catch {
      clearTimeout(late);
      if (!current()) return;
      const signedIn = await this.options.signedIn().catch(() => true);
      if (!current()) return;
      if (!signedIn) {
        this.stop();
        this.set({ phase: "signed-out", retryAt: null });
        return;
      }
      this.lost();
    }
  }

  private lost(): void {
    this.drop();
    if (!this.isOnline()) return this.set({ phase: "offline", retryAt: null });
    const attempt = this.state.attempt + 1;
    this.set({ attempt });
    this.plan(backoff(attempt - 1, this.random()));
  }

  private plan(delay: number): void {
    this.set({ phase: this.wasLive ? "reconnecting" : "connecting", retryAt: this.now() + delay });
    this.timer = setTimeout(() => void this.connect(), delay);
  }

  private drop(): void {
    this.generation++;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.catchingUp) clearTimeout(this.catchingUp);
    this.catchingUp = null;
    const hub = this.hub;
    this.hub = null;
    if (hub) void hub.stop().catch(() => undefined);
  }

  private set(change: Partial<ConnectionState>): void {
    this.state = { ...this.state, ...change };
    this.options.onState(this.state);
  }
}
