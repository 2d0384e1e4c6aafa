import { passwordOf } from "./people.js";

/** @typedef {{ status: number, type: string, body: any, headers: Headers }} Answer */

/** @param {Response} response @returns {Promise<Answer>} */
export async function answerOf(response) {
  const type = response.headers.get("content-type") ?? "";
  const text = await response.text();
  return { status: response.status, type, body: type.includes("json") && text ? JSON.parse(text) : text, headers: response.headers };
}

/** A client of the REST API, with an API key or signed in as a person. */
export class Api {
  /** @param {string} url @param {Record<string, string>} headers */
  constructor(url, headers) {
    this.url = url;
    this.headers = headers;
  }

  /** @param {string} url @param {string} key */
  static withKey(url, key) {
    return new Api(url, { Authorization: `Bearer ${key}` });
  }

  /** @param {string} url @param {string} email @param {string} [password] */
  static async signIn(url, email, password = passwordOf(email)) {
    const session = new Api(url, {});
    /** @type {Map<string, string>} */
    const cookies = new Map();
    /** @param {Response} response */
    const keep = (response) => {
      for (const line of response.headers.getSetCookie()) {
        const [name, ...value] = (line.split(";")[0] ?? "").split("=");
        cookies.set(name ?? "", value.join("="));
      }
      session.headers = {
        Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        "X-XSRF-TOKEN": decodeURIComponent(cookies.get("XSRF-TOKEN") ?? ""),
      };
      return response;
    };
    keep(await fetch(`${url}/api/v1/session`));
    const answer = keep(await fetch(`${url}/api/v1/session`, {
      method: "POST",
      headers: { ...session.headers, "Content-Type": "application/json" },
      body: JSON.stringify({ email, password }),
    }));
    if (!answer.ok) throw new Error(`${email} could not sign in: ${answer.status} ${await answer.text()}`);
    return session;
  }

  /** @param {string} method @param {string} path @param {unknown} [body] @param {Record<string, string>} [headers] */
  async call(method, path, body, headers = {}) {
    return answerOf(await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { ...this.headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    }));
  }

  /** The body of an answer that must be a success. @param {string} method @param {string} path @param {unknown} [body] */
  async #must(method, path, body) {
    const answer = await this.call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** @param {string} path */
  get(path) {
    return this.#must("GET", path);
  }

  /** @param {string} path @param {unknown} body */
  put(path, body) {
    return this.#must("PUT", path, body);
  }

  /** @param {string} path @param {unknown} body */
  post(path, body) {
    return this.#must("POST", path, body);
  }

  /** @param {string} conversation @returns {Promise<any[]>} */
  async messages(conversation) {
    return (await this.get(`/conversations/${conversation}/messages`)).data;
  }

  /** @param {string} conversation @returns {Promise<any[]>} */
  async events(conversation) {
    return (await this.get(`/conversations/${conversation}/events?limit=1000`)).data;
  }

  /** The agent's id. @param {string} name a part of it */
  async agent(name) {
    const { data } = await this.get("/agents");
    return data.find((/** @type {any} */ agent) => agent.profile.name.includes(name)).id;
  }
}
