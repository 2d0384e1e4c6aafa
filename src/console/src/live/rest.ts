import { xsrfHeaders } from "./session";

/** A refusal of the API: its stable code, and what it says in English. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** One call of the API. Throws a `Problem` when it refuses, and whatever fetch throws when it cannot be reached. */
export async function rest<T>(method: "GET" | "PUT" | "POST", path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...xsrfHeaders() },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    signal: signal ?? AbortSignal.timeout(20_000),
  });
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string };
  throw new Problem(problem.code ?? "other", problem.detail ?? problem.title ?? String(response.status));
}
