import { ArrowUp, ChevronsUp, CornerUpLeft, PenLine } from "lucide-react";
import { memo, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationRow, InboxView } from "../../protocol";
import { useDrafts } from "../../live/drafts";
import { formatNav } from "../../live/nav";
import { isUnread, useSeen } from "../../live/seen";
import { Ago } from "../../ui/Ago";
import { Avatar } from "../../ui/Avatar";
import { useNames } from "../../ui/names";
import { SlaChip } from "../../ui/SlaChip";
import { harmless } from "../../ui/Words";

interface Props {
  row: ConversationRow;
  view: InboxView;
  selected: boolean;
  onOpen(): void;
}

export const InboxRow = memo(
  function InboxRow({ row, view, selected, onOpen }: Props) {
    const { t } = useTranslation();
    const names = useNames();
    const unread = useSeen((s) => isUnread(row, s[row.id]));
    const drafted = useDrafts((s) => Boolean(s[row.id]?.reply || s[row.id]?.note)) && !selected;
    const open = (event: MouseEvent) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      onOpen();
    };
    return (
      <a className="row" href={formatNav({ view, conversation: row.id })} onClick={open} data-testid="inbox-row" data-row={row.id} data-unread={unread} aria-current={selected ? "true" : undefined}>
        <span className="row-line">
          <span className="row-dot">{unread && <i title={t("inbox.unread")} />}</span>
          <bdi className="row-name truncate">{row.customerName}</bdi>
          {row.country && (
            <span className="row-country" title={names.country(row.country)}>
              {row.country}
            </span>
          )}
          <span className="row-time">
            <Ago at={row.lastMessageAt} />
          </span>
        </span>
        <span className="row-line">
          {!row.previewInbound && <CornerUpLeft className="row-ours" size={13} aria-label={t("common.you")} />}
          <span className="row-preview truncate" dir="auto">
            {harmless(row.preview.replace(/\s+/g, " "))}
          </span>
        </span>
        <span className="row-line row-meta">
          {(row.priority === "High" || row.priority === "Urgent") && (
            <span className="priority" data-priority={row.priority} title={t("priority.label")}>
              {row.priority === "Urgent" ? <ChevronsUp size={13} aria-hidden="true" /> : <ArrowUp size={12} aria-hidden="true" />}
              {t(`priority.${row.priority}`)}
            </span>
          )}
          {drafted && (
            <span className="row-draft">
              <PenLine size={12} aria-hidden="true" />
              {t("inbox.draft")}
            </span>
          )}
          <span className="truncate">
            {names.language(row.language)} · {row.channel}
            {row.snoozedUntil ? ` · ${t("snooze.until", { time: names.dayTime(row.snoozedUntil) })}` : row.status === "Waiting" && ` · ${t("status.Waiting")}`}
            {row.status === "Closed" && ` · ${t("status.Closed")}`}
          </span>
          <span className="row-end">
            {(view === "Open" || view === "Done") && row.assigneeName && (
              <span title={t("inbox.assignedTo", { name: row.assigneeName })}>
                <Avatar name={row.assigneeName} size={19} />
                <span className="visually-hidden">{t("inbox.assignedTo", { name: row.assigneeName })}</span>
              </span>
            )}
            <SlaChip row={row} />
          </span>
        </span>
      </a>
    );
  },
  (a, b) => a.row === b.row && a.view === b.view && a.selected === b.selected,
);
