import type { AgentView, Me } from "../protocol";

/** Whether somebody runs the floor: the board, overrides, draining, shifts. */
export function supervises(me: Me | null): boolean {
  return me?.role === "Supervisor" || me?.role === "Admin";
}

/** Whether so many more units keep the agent within capacity; at least one when the weight is not known. */
export function fits(agent: AgentView, weight: number | null): boolean {
  return agent.load + (weight ?? 1) <= agent.profile.capacity;
}

export const PRESENCE_ORDER = { Online: 0, Busy: 1, Away: 2, Offline: 3 } as const;

/** Those who are there first, by name. */
export function byPresence(a: AgentView, b: AgentView): number {
  return PRESENCE_ORDER[a.presence] - PRESENCE_ORDER[b.presence] || a.profile.name.localeCompare(b.profile.name);
}
