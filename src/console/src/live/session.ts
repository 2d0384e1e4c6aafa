import { SESSION_PATH, XSRF_COOKIE, XSRF_HEADER, type Instant, type Me } from "../protocol";

export type SignInResult =
  | { ok: true; me: Me }
  | { ok: false; code: "bad_credentials" | "network" | "server" }
  | { ok: false; code: "locked"; lockedUntil: Instant | null };

export function xsrfToken(cookies: string = document.cookie): string {
  for (const part of cookies.split(";")) {
    const [name, ...value] = part.trim().split("=");
    if (name === XSRF_COOKIE) return decodeURIComponent(value.join("="));
  }
  return "";
}

export function xsrfHeaders(): Record<string, string> {
  const token = xsrfToken();
  return token ? { [XSRF_HEADER]: token } : {};
}

/** A token belongs to whoever was signed in when it was made; one that is refused is fetched anew, once. */
async function changing(method: "POST" | "DELETE", body?: unknown): Promise<Response> {
  const ask = () =>
    fetch(SESSION_PATH, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...xsrfHeaders() },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  const response = await ask();
  if (response.status !== 403) return response;
  await fetch(SESSION_PATH, { cache: "no-store" });
  return ask();
}

/** Null: nobody is signed in. Throws when the server cannot be reached or is broken. */
export async function currentSession(): Promise<Me | null> {
  const response = await fetch(SESSION_PATH, { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(10_000) });
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(`session: ${response.status}`);
  return (await response.json()) as Me;
}

export async function signIn(email: string, password: string): Promise<SignInResult> {
  try {
    // The first call of a browser that has never been here also brings the XSRF cookie.
    if (!xsrfToken()) await fetch(SESSION_PATH, { cache: "no-store" });
    const response = await changing("POST", { email, password });
    if (response.ok) return { ok: true, me: (await response.json()) as Me };
    const problem = (await response.json().catch(() => ({}))) as { code?: string; lockedUntil?: Instant };
    if (response.status === 429) return { ok: false, code: "locked", lockedUntil: problem.lockedUntil ?? null };
    if (response.status === 401) return { ok: false, code: "bad_credentials" };
    return { ok: false, code: "server" };
  } catch {
    return { ok: false, code: "network" };
  }
}

/** A call to the REST API by whoever is signed in. Throws the problem's detail when it is refused. */
export async function api<T>(path: string, method: "GET" | "PUT" = "GET", body?: unknown): Promise<T> {
  const ask = () =>
    fetch(`/api/v1${path}`, {
      method,
      headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...xsrfHeaders() },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  let response = await ask();
  if (response.status === 403 && method !== "GET") {
    // The token belonged to somebody else; a new one, once.
    await fetch(SESSION_PATH, { cache: "no-store" });
    response = await ask();
  }
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new Error(problem.detail ?? `HTTP ${response.status}`);
}

export async function signOut(): Promise<void> {
  const response = await changing("DELETE");
  if (!response.ok && response.status !== 401) throw new Error(`session: ${response.status}`);
}
