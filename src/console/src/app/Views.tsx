import { CheckCheck, CircleUserRound, Inbox, LayoutDashboard, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { InboxView } from "../protocol";
import { inView, VIEWS } from "../live/inbox";
import { formatNav, go, useNav } from "../live/nav";
import { useLive } from "../live/store";
import { supervises } from "../live/team";
import { setUi } from "../live/ui";
import { Tip } from "../ui/Tip";

const ICONS = { Mine: CircleUserRound, Unassigned: UsersRound, Open: Inbox, Done: CheckCheck } as const;

function useCount(view: InboxView): string {
  return useLive((s) => {
    if (view === "Done") return "";
    const loaded = Object.values(s.rows).filter((r) => inView(r, view, s.me?.id ?? null)).length;
    if (view === "Unassigned") return text(Math.max(loaded, Object.values(s.queues).reduce((n, q) => n + q.count, 0)));
    if (view === "Open") return s.lists.Open.status === "ready" ? text(loaded) + (s.lists.Open.hasMore ? "+" : "") : "";
    return text(loaded);
  });
}

const text = (n: number) => (n > 0 ? String(n) : "");

export function Views({ tip = false }: { tip?: boolean }) {
  const { t } = useTranslation();
  return (
    <nav className="views" aria-label={t("views.label")}>
      {VIEWS.map((view) => (
        <View key={view} view={view} tip={tip} />
      ))}
      <BoardLink tip={tip} />
    </nav>
  );
}

function View({ view, tip }: { view: InboxView; tip: boolean }) {
  const { t } = useTranslation();
  const current = useNav((s) => s.view === view && s.page === null);
  const conversation = useNav((s) => s.conversation);
  const count = useCount(view);
  const Icon = ICONS[view];
  const link = (
    <a
      className="view"
      href={formatNav({ view, conversation })}
      aria-current={current ? "page" : undefined}
      data-testid={`view-${view}`}
      onClick={(e) => {
        e.preventDefault();
        go({ view });
        setUi({ cursor: null });
      }}
    >
      <Icon size={17} strokeWidth={1.8} aria-hidden="true" />
      <span className="view-name">{t(`views.${view}`)}</span>
      {count && <span className="view-count num">{count}</span>}
    </a>
  );
  return tip ? (
    <Tip label={t(`views.${view}`)} side="right">
      {link}
    </Tip>
  ) : (
    link
  );
}

/** For those who run the floor. */
function BoardLink({ tip }: { tip: boolean }) {
  const { t } = useTranslation();
  const mine = useLive((s) => supervises(s.me));
  const current = useNav((s) => s.page === "board");
  if (!mine) return null;
  const link = (
    <a
      className="view"
      href="#/board"
      aria-current={current ? "page" : undefined}
      data-testid="view-board"
      onClick={(e) => {
        e.preventDefault();
        go({ page: "board" });
      }}
    >
      <LayoutDashboard size={17} strokeWidth={1.8} aria-hidden="true" />
      <span className="view-name">{t("board.title")}</span>
    </a>
  );
  return tip ? (
    <Tip label={t("board.title")} side="right">
      {link}
    </Tip>
  ) : (
    link
  );
}
