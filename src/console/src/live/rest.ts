import { xsrfHeaders } from "./session";

/** A call of the REST API as the signed-in person. Throws the server's own words when it refuses. */
export async function rest<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T> {
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...xsrfHeaders() },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as { detail?: string; title?: string };
    throw new Error(problem.detail ?? problem.title ?? String(response.status));
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}
