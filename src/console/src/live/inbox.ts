import type { AgentId, ConversationRow, InboxView } from "../protocol";

export const VIEWS: readonly InboxView[] = ["Mine", "Unassigned", "Open", "Done"];

export function isOpen(row: ConversationRow): boolean {
  return row.status === "Open" || row.status === "Waiting";
}

/** Which view a row stands in follows from the row alone, so that a pushed row moves by itself. */
export function inView(row: ConversationRow, view: InboxView, me: AgentId | null): boolean {
  switch (view) {
    case "Mine":
      return isOpen(row) && row.assignee !== null && row.assignee === me;
    case "Unassigned":
      return isOpen(row) && row.assignee === null;
    case "Open":
      return isOpen(row);
    case "Done":
      return !isOpen(row);
  }
}

// Sorting compares each instant many times, and most rows stay the same between two sorts.
const instants = new Map<string, number>();
function parsed(instant: string): number {
  let value = instants.get(instant);
  if (value === undefined) {
    if (instants.size > 20_000) instants.clear();
    instants.set(instant, (value = Date.parse(instant)));
  }
  return value;
}

/** Earliest deadline first, those without one after; then the latest word first. Done: the latest word first. */
export function compareRows(view: InboxView): (a: ConversationRow, b: ConversationRow) => number {
  const latest = (a: ConversationRow, b: ConversationRow) => parsed(b.lastMessageAt) - parsed(a.lastMessageAt) || (a.id < b.id ? 1 : -1);
  if (view === "Done") return latest;
  return (a, b) => {
    const dueA = a.dueAt ? parsed(a.dueAt) : Infinity;
    const dueB = b.dueAt ? parsed(b.dueAt) : Infinity;
    return dueA === dueB ? latest(a, b) : dueA - dueB;
  };
}

/** Every word of the filter must be found somewhere in the row. */
export function matches(row: ConversationRow, filter: string): boolean {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const hay = [row.customerName, row.preview, row.country, row.language, row.channel, row.store, row.assigneeName, row.priority, row.tier]
    .join(" ")
    .toLocaleLowerCase();
  return words.every((word) => hay.includes(word));
}

export function rowsOf(rows: Readonly<Record<string, ConversationRow>>, view: InboxView, me: AgentId | null, filter = ""): ConversationRow[] {
  const shown = Object.values(rows).filter((row) => inView(row, view, me) && matches(row, filter));
  return shown.sort(compareRows(view));
}
