import { create } from "zustand";
import type { ConversationId, InboxView } from "../protocol";

/** Screens in place of the conversations. */
export const PAGES = ["service-levels", "board", "shifts"] as const;
export type Page = (typeof PAGES)[number];

export interface Nav {
  view: InboxView;
  conversation: ConversationId | null;
  page: Page | null;
}

const SLUGS: Record<InboxView, string> = { Mine: "mine", Unassigned: "unassigned", Open: "open", Done: "done" };

/** `#/mine/cnv_…`: kept in the address, so that reload, back and a shared link all work. */
export function parseNav(hash: string): Nav {
  const page = PAGES.find((name) => hash === `#/${name}`) ?? null;
  const [, slug, id] = hash.replace(/^#/, "").split("/");
  const view = (Object.keys(SLUGS) as InboxView[]).find((v) => SLUGS[v] === slug) ?? "Mine";
  return { view, conversation: id && /^cnv_[0-9a-f]{32}$/.test(id) ? (id as ConversationId) : null, page };
}

export function formatNav(nav: Omit<Nav, "page"> & Partial<Nav>): string {
  if (nav.page) return `#/${nav.page}`;
  return `#/${SLUGS[nav.view]}${nav.conversation ? `/${nav.conversation}` : ""}`;
}

export const useNav = create<Nav>(() => parseNav(typeof location === "undefined" ? "" : location.hash));

export function go(change: Partial<Nav>, replace = false): void {
  const next = { ...useNav.getState(), page: null, ...change };
  const hash = formatNav(next);
  if (hash !== location.hash) history[replace ? "replaceState" : "pushState"](null, "", hash);
  useNav.setState(next);
}

if (typeof window !== "undefined") {
  const follow = () => useNav.setState(parseNav(location.hash));
  window.addEventListener("popstate", follow);
  window.addEventListener("hashchange", follow);
}
