/** Who is there after the first start. */
export const ADMIN = "admin@lumen.example";
export const MEI = "mei@lumen.example";
export const LUCIA = "lucia@lumen.example";
export const JONAS = "jonas@lumen.example";
export const AMIRA = "amira@lumen.example";
export const KENJI = "kenji@lumen.example";

export const ADMIN_PASSWORD = "for the admin only";
export const AGENT_PASSWORD = "for all the agents";

/** @param {string} email */
export const passwordOf = (email) => (email === ADMIN ? ADMIN_PASSWORD : AGENT_PASSWORD);
