import { useVirtualizer } from "@tanstack/react-virtual";
import { Inbox as InboxIcon, Search, X } from "lucide-react";
import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { loadList } from "../../live/commands";
import { rowsOf } from "../../live/inbox";
import { go, useNav } from "../../live/nav";
import { useLive } from "../../live/store";
import { setUi, useUi } from "../../live/ui";
import { Button } from "../../ui/Button";
import { Empty, Failed, Skeletons } from "../../ui/State";
import { InboxRow } from "./InboxRow";
import "./inbox.css";

const ROW = 86;

export function Inbox({ top }: { top?: ReactNode }) {
  const { t } = useTranslation();
  const { view, conversation } = useNav();
  const { filter, cursor } = useUi();
  const rows = useLive((s) => s.rows);
  const me = useLive((s) => s.me?.id ?? null);
  const list = useLive((s) => s.lists[view]);
  const phase = useLive((s) => s.connection.phase);
  const shown = useMemo(() => rowsOf(rows, view, me, filter), [rows, view, me, filter]);
  const scroller = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (phase === "live" && list.status === "idle") void loadList(view);
  }, [phase, view, list.status]);

  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    getItemKey: (i) => shown[i]?.id ?? i,
  });
  const items = virtual.getVirtualItems();
  const end = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (list.hasMore && list.status === "ready" && phase === "live" && end >= shown.length - 5) void loadList(view, true);
  }, [end, shown.length, list.hasMore, list.status, phase, view]);

  useEffect(() => {
    if (!cursor) return;
    const at = shown.findIndex((r) => r.id === cursor);
    if (at < 0) return;
    virtual.scrollToIndex(at, { align: "auto" });
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${cursor}"]`)?.focus({ preventScroll: true }));
    // Only a moved cursor takes the focus, not a list that changes under it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [cursor]);

  const loading = (list.status === "loading" || list.status === "idle") && shown.length === 0;

  return (
    <section className="inbox" aria-label={t("inbox.label")}>
      <header className="inbox-head">
        <h1>{t(`views.${view}`)}</h1>
        {top}
      </header>
      <div className="inbox-filter">
        <Search size={14} aria-hidden="true" />
        <input
          type="search"
          id="inbox-filter"
          data-testid="filter"
          placeholder={t("inbox.filter")}
          aria-label={t("inbox.filterLabel")}
          value={filter}
          onChange={(e) => setUi({ filter: e.target.value })}
          onKeyDown={(e) => {
            if (e.key === "Escape") {
              setUi({ filter: "" });
              e.currentTarget.blur();
            }
          }}
        />
        {filter ? (
          <button type="button" aria-label={t("inbox.clear")} onClick={() => setUi({ filter: "" })}>
            <X size={14} />
          </button>
        ) : (
          <span className="kbd" aria-hidden="true">
            /
          </span>
        )}
      </div>
      <div className="inbox-list" ref={scroller} data-testid="inbox">
        {loading ? (
          <Skeletons rows={7} height={ROW} />
        ) : list.status === "error" && shown.length === 0 ? (
          <Failed title={t("inbox.failed")} onRetry={() => void loadList(view)} />
        ) : shown.length === 0 ? (
          filter ? (
            <Empty icon={<Search size={26} strokeWidth={1.5} />} title={t("inbox.noMatch")}>
              {t("inbox.noMatchHint", { filter })}
            </Empty>
          ) : (
            <Empty icon={<InboxIcon size={28} strokeWidth={1.4} />} title={t(`inbox.empty${view}`)}>
              {t(`inbox.empty${view}Hint`)}
            </Empty>
          )
        ) : (
          <div role="list" style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {items.map((item) => {
              const row = shown[item.index]!;
              return (
                <div role="listitem" key={row.id} className="inbox-slot" style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
                  <InboxRow row={row} view={view} selected={row.id === conversation} onOpen={() => go({ conversation: row.id })} />
                </div>
              );
            })}
          </div>
        )}
        {list.status === "error" && shown.length > 0 && (
          <Button kind="quiet" className="inbox-more" onClick={() => void loadList(view, true)}>
            {t("common.retry")}
          </Button>
        )}
      </div>
    </section>
  );
}
