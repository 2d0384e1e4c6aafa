import type { MessageId } from "../protocol";

/** The hex digits of an id, however it is written: a key that survives a change of prefix or dashes. */
export function bareId(id: string | null | undefined): string {
  if (!id) return "";
  const at = id.indexOf("_");
  return (at < 0 ? id : id.slice(at + 1)).replaceAll("-", "").toLowerCase();
}

export function newMessageId(): MessageId {
  return `msg_${uuid().replaceAll("-", "")}`;
}

function uuid(): string {
  // randomUUID exists in secure contexts only; a console served over plain http inside a network has getRandomValues.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** `zh-Hans-CN` → `zh`: what translation and assignment compare. */
export function primary(language: string | null | undefined): string {
  return (language ?? "").split("-")[0]!.toLowerCase();
}
