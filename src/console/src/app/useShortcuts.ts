import { useEffect } from "react";
import { answerOffer, assign, setStatus } from "../live/commands";
import { changeDraft } from "../live/drafts";
import { bareId } from "../live/ids";
import { isOpen, rowsOf, VIEWS } from "../live/inbox";
import { go, useNav } from "../live/nav";
import { useLive } from "../live/store";
import { supervises } from "../live/team";
import { setUi, useUi } from "../live/ui";

function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function move(by: number): void {
  const { rows, me } = useLive.getState();
  const { view, conversation } = useNav.getState();
  const { filter, cursor } = useUi.getState();
  const shown = rowsOf(rows, view, me?.id ?? null, filter);
  if (shown.length === 0) return;
  const at = shown.findIndex((r) => r.id === (cursor ?? conversation));
  const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by));
  setUi({ cursor: shown[next]!.id });
}

function write(tab: "reply" | "note"): void {
  const id = useNav.getState().conversation;
  if (!id) return;
  changeDraft(id, { tab });
  setUi({ focusComposer: useUi.getState().focusComposer + 1 });
}

function act(key: string): boolean {
  const { conversation: id, page } = useNav.getState();
  const { rows, me } = useLive.getState();
  const row = id ? rows[id] : undefined;
  if (page && !"?1234bEscape".includes(key)) return false;
  switch (key) {
    case "b":
      if (supervises(me)) go({ page: "board" });
      return supervises(me);
    case "j":
      move(1);
      return true;
    case "k":
      move(-1);
      return true;
    case "Enter": {
      // The focus follows the cursor a frame later: who types j and Enter faster than that means the cursor's row.
      const { cursor } = useUi.getState();
      const at = document.activeElement;
      if (!cursor || !(at === document.body || at?.hasAttribute("data-row"))) return false;
      go({ conversation: cursor });
      return true;
    }
    case "r":
      write("reply");
      return true;
    case "n":
      write("note");
      return true;
    case "e":
      if (id && row && row.status !== "Closed") void setStatus(id, isOpen(row) ? "Resolved" : "Open");
      return true;
    case "t":
      if (id && me && row?.assignee !== me.id) void assign(id, me.id);
      return true;
    case "y":
    case "x": {
      const offer = me && useLive.getState().agents[bareId(me.id)]?.offers?.[0];
      if (!offer) return false;
      void answerOffer(offer.conversation, key === "y").then((done) => done && key === "y" && go({ view: "Mine", conversation: offer.conversation }));
      return true;
    }
    case "a":
      if (id) setUi({ dialog: "assign" });
      return true;
    case "s":
      if (id && row && isOpen(row)) setUi({ dialog: "snooze" });
      return true;
    case "/":
      document.getElementById("inbox-filter")?.focus();
      return true;
    case "?":
      setUi({ dialog: "help" });
      return true;
    case "1":
    case "2":
    case "3":
    case "4":
      go({ view: VIEWS[Number(key) - 1]! });
      setUi({ cursor: null });
      return true;
    case "Escape":
      if (page) go({ page: null });
      else if (useUi.getState().drawer) setUi({ drawer: false });
      else if (id) go({ conversation: null });
      return true;
  }
  return false;
}

/** Single keys work while nothing is being typed and no dialog or menu is open. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setUi({ dialog: "palette" });
        return;
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      // A dialog that is still coming in does not hear its own Escape yet.
      if (event.key === "Escape" && useUi.getState().dialog !== "none") return setUi({ dialog: "none" });
      if (writing(event.target) || useUi.getState().dialog !== "none") return;
      if (document.querySelector("[role='menu'], [role='dialog']")) return;
      if (act(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
