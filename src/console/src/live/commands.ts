import {
  REFUSALS,
  type AgentId,
  type ConversationId,
  type ConversationStatus,
  type InboxView,
  type Instant,
  type MessageId,
  type Outcome,
  type Presence,
  type Priority,
  type SentWords,
  type UsedTemplate,
} from "../protocol";
import { NotConnected } from "./connection";
import { newMessageId } from "./ids";
import { notify } from "./notices";
import type { Outgoing } from "./outgoing";
import { call, dispatch, reopen, setOutgoing, useLive, whenLive } from "./store";

const CODES: ReadonlySet<string> = new Set(Object.values(REFUSALS));

/** The translation key of a refusal. */
export function refusalKey(code: string | null): string {
  return `refused.${code && CODES.has(code) ? code : "other"}`;
}

/** Runs a command; a refusal or a failed call becomes a notice. True when it was done. */
async function run(what: () => Promise<Outcome>, retry: () => void): Promise<boolean> {
  try {
    const outcome = await what();
    if (outcome.refused === null || outcome.refused === undefined) return true;
    notify({ tone: "error", text: refusalKey(outcome.refused) });
  } catch (error) {
    if (error instanceof NotConnected) notify({ tone: "error", text: "notice.notConnected" });
    else notify({ tone: "error", text: "notice.failed", retry });
  }
  return false;
}

export function setStatus(conversation: ConversationId, status: ConversationStatus): Promise<boolean> {
  return run(() => call("SetStatus", conversation, status), () => void setStatus(conversation, status));
}

export function snooze(conversation: ConversationId, until: Instant): Promise<boolean> {
  return run(() => call("Snooze", conversation, until), () => void snooze(conversation, until));
}

export function setPriority(conversation: ConversationId, priority: Priority): Promise<boolean> {
  return run(() => call("SetPriority", conversation, priority), () => void setPriority(conversation, priority));
}

export function assign(conversation: ConversationId, agent: AgentId): Promise<boolean> {
  return run(() => call("Assign", conversation, agent), () => void assign(conversation, agent));
}

export function setScenario(conversation: ConversationId, scenario: string): Promise<boolean> {
  return run(() => call("SetScenario", conversation, scenario), () => void setScenario(conversation, scenario));
}

/** Where a conversation is sent on to: an agent, another team, or the experts of its own. */
export type Target = { to: AgentId } | { team: string } | { experts: true };

/** @param over Beyond the agent's capacity; the server lets only supervisors. */
export function transfer(conversation: ConversationId, target: Target, note: string | null, over = false, message = newMessageId()): Promise<boolean> {
  const draft = { conversation, message, note, over, team: "team" in target ? target.team : null, escalate: "experts" in target, to: "to" in target ? target.to : null };
  return run(() => call("Transfer", draft), () => void transfer(conversation, target, note, over, message));
}

export function setPresence(presence: Presence, reason: string | null = null): Promise<boolean> {
  return run(() => call("SetPresence", presence, reason), () => void setPresence(presence, reason));
}

export function drain(agent: AgentId, on: boolean): Promise<boolean> {
  return run(() => call("Drain", agent, on), () => void drain(agent, on));
}

export function answerOffer(conversation: ConversationId, accept: boolean): Promise<boolean> {
  return run(() => call("AnswerOffer", conversation, accept), () => void answerOffer(conversation, accept));
}

export function retryTranslation(conversation: ConversationId, message: MessageId, target: string): Promise<boolean> {
  return run(() => call("RetryTranslation", conversation, message, target), () => void retryTranslation(conversation, message, target));
}

export function correctTranslation(conversation: ConversationId, message: MessageId, text: string): Promise<boolean> {
  return run(() => call("CorrectTranslation", conversation, message, text), () => void correctTranslation(conversation, message, text));
}

export async function loadList(view: InboxView, more = false): Promise<void> {
  const list = useLive.getState().lists[view];
  if (list.status === "loading" || (more && !list.hasMore)) return;
  dispatch({ type: "listing", view });
  try {
    dispatch({ type: "listed", view, page: await call("List", view, more ? list.cursor : null) });
  } catch {
    dispatch({ type: "list-failed", view });
  }
}

// ---- sending -----------------------------------------------------------------------------------------------------

export interface Sending {
  conversation: ConversationId;
  kind: "reply" | "note";
  text: string;
  asWritten: boolean;
  sent: SentWords | null;
  template?: UsedTemplate | null;
  seenSequence: number;
}

/** Hands a message over: from here on it is kept until the log shows it, whatever the connection does. */
export function send(what: Sending): void {
  const outgoing: Outgoing = { ...what, template: what.template ?? null, message: newMessageId(), state: "waiting", refused: null, at: Date.now() };
  setOutgoing([...useLive.getState().outgoing, outgoing]);
  void attempt(outgoing.message);
}

/** Again under the same id; after a refusal with what is on screen now. */
export function sendAgain(message: MessageId, seenSequence?: number): void {
  if (seenSequence !== undefined) change(message, { seenSequence });
  void attempt(message);
}

export function discard(message: MessageId): void {
  attempts.delete(message);
  setOutgoing(useLive.getState().outgoing.filter((o) => o.message !== message));
}

/** Which attempt of a message is the latest: an earlier one that fails late must not speak for it. */
const attempts = new Map<MessageId, number>();

async function attempt(message: MessageId): Promise<void> {
  const item = useLive.getState().outgoing.find((o) => o.message === message);
  if (!item) return;
  const turn = (attempts.get(message) ?? 0) + 1;
  attempts.set(message, turn);
  change(message, { state: "sending", refused: null });
  const { conversation, text, seenSequence, asWritten, sent, template } = item;
  try {
    const outcome =
      item.kind === "reply"
        ? await call("Reply", { conversation, message, text, seenSequence, asWritten, sent, template })
        : await call("Note", { conversation, message, text });
    if (attempts.get(message) !== turn) return;
    if (outcome.refused) {
      change(message, { state: "refused", refused: outcome.refused });
      // What it was refused for may not have been pushed yet.
      if (outcome.refused === REFUSALS.Stale) void reopen(conversation);
      return;
    }
    change(message, { state: "accepted" });
    // The push brings the event; if it does not, the log is asked.
    setTimeout(() => {
      if (useLive.getState().outgoing.some((o) => o.message === message)) void reopen(conversation).then(() => settleUnopened(message));
    }, 2000);
  } catch (error) {
    if (attempts.get(message) !== turn) return;
    const lost = error instanceof NotConnected || useLive.getState().connection.phase !== "live";
    change(message, { state: lost ? "waiting" : "failed" });
  }
}

/** Accepted in a conversation that is no longer on screen: there is no log here that could show it. */
function settleUnopened(message: MessageId): void {
  const item = useLive.getState().outgoing.find((o) => o.message === message);
  if (item?.state === "accepted") discard(message);
}

function change(message: MessageId, to: Partial<Outgoing>): void {
  setOutgoing(useLive.getState().outgoing.map((o) => (o.message === message ? { ...o, ...to } : o)));
}

whenLive(() => {
  for (const item of useLive.getState().outgoing) if (item.state === "waiting" || item.state === "sending") void attempt(item.message);
});
