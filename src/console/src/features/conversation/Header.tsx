import { Menu } from "@base-ui/react/menu";
import { AlarmClock, ArrowLeft, Check, CheckCheck, Ellipsis, Hourglass, PanelRight, RotateCcw, UserPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ConversationId, ConversationRow, Priority } from "../../protocol";
import { assign, setPriority, setStatus } from "../../live/commands";
import { isOpen } from "../../live/inbox";
import { useLive } from "../../live/store";
import { Button, IconButton } from "../../ui/Button";
import { useNames } from "../../ui/names";
import { DropMenu } from "../../ui/Popup";
import { SlaChip } from "../../ui/SlaChip";

const PRIORITIES: readonly Priority[] = ["Urgent", "High", "Normal", "Low"];

interface Props {
  id: ConversationId;
  row: ConversationRow | undefined;
  onBack(): void;
  onAssign(): void;
  onSnooze(): void;
  onDetails(): void;
}

export function Header({ id, row, onBack, onAssign, onSnooze, onDetails }: Props) {
  const { t } = useTranslation();
  const names = useNames();
  const me = useLive((s) => s.me?.id);
  const live = useLive((s) => s.connection.phase === "live");
  const open = row ? isOpen(row) : false;
  const mine = row?.assignee === me;
  return (
    <header className="head">
      <IconButton label={t("common.back")} className="head-back" onClick={onBack} data-testid="back">
        <ArrowLeft size={18} />
      </IconButton>
      <div className="head-who">
        {row ? (
          <>
            <h2>
              <bdi className="truncate">{row.customerName}</bdi>
              <SlaChip row={row} icon />
            </h2>
            <p className="truncate">
              {names.language(row.language)}
              {row.country && ` · ${names.country(row.country)}`} · {row.channel}
              {row.snoozedUntil ? ` · ${t("snooze.until", { time: names.dayTime(row.snoozedUntil) })}` : row.status !== "Open" && ` · ${t(`status.${row.status}`)}`}
              {!mine && ` · ${row.assigneeName ? t("inbox.assignedTo", { name: row.assigneeName }) : t("inbox.noAgent")}`}
            </p>
          </>
        ) : (
          <span className="skeleton" style={{ width: 160 }} />
        )}
      </div>
      {row && (
        <div className="head-actions">
          {open && !mine && (
            <Button kind={row.assignee ? "plain" : "primary"} disabled={!live} onClick={() => me && void assign(id, me)} data-testid="take" className="head-wide">
              {t("conversation.take")}
            </Button>
          )}
          {open ? (
            <Button disabled={!live} onClick={() => void setStatus(id, "Resolved")} data-testid="resolve" className="head-wide">
              <Check size={15} aria-hidden="true" />
              {t("conversation.resolve")}
            </Button>
          ) : (
            <Button disabled={!live || row.status === "Closed"} onClick={() => void setStatus(id, "Open")} data-testid="reopen" className="head-wide">
              <RotateCcw size={14} aria-hidden="true" />
              {t("conversation.reopen")}
            </Button>
          )}
          <DropMenu
            trigger={
              <IconButton label={t("conversation.more")} data-testid="conversation-menu">
                <Ellipsis size={18} />
              </IconButton>
            }
          >
            <Menu.Item className="menu-item head-narrow" onClick={() => void setStatus(id, open ? "Resolved" : "Open")} disabled={!live}>
              {open ? <CheckCheck size={15} /> : <RotateCcw size={15} />}
              {t(open ? "conversation.resolve" : "conversation.reopen")}
            </Menu.Item>
            {open && !mine && (
              <Menu.Item className="menu-item" onClick={() => me && void assign(id, me)} disabled={!live}>
                <UserPlus size={15} />
                {t("conversation.take")}
                <span className="end kbd">T</span>
              </Menu.Item>
            )}
            <Menu.Item className="menu-item" onClick={onAssign} disabled={!live} data-testid="assign">
              <UserPlus size={15} />
              {t("conversation.assignTo")}
              <span className="end kbd">A</span>
            </Menu.Item>
            {row.status === "Open" && (
              <Menu.Item className="menu-item" onClick={() => void setStatus(id, "Waiting")} disabled={!live} data-testid="wait">
                <Hourglass size={15} />
                {t("conversation.wait")}
              </Menu.Item>
            )}
            {open && (
              <Menu.Item className="menu-item" onClick={onSnooze} disabled={!live} data-testid="snooze">
                <AlarmClock size={15} />
                {t("snooze.title")}
                <span className="end kbd">S</span>
              </Menu.Item>
            )}
            <div className="menu-line" />
            <Menu.RadioGroup value={row.priority} onValueChange={(value: Priority) => void setPriority(id, value)}>
              <div className="menu-label">{t("priority.label")}</div>
              {PRIORITIES.map((priority) => (
                <Menu.RadioItem key={priority} value={priority} className="menu-item" disabled={!live} closeOnClick>
                  {t(`priority.${priority}`)}
                  <Menu.RadioItemIndicator className="end">
                    <Check size={15} />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </DropMenu>
          <IconButton label={t("conversation.details")} onClick={onDetails} data-testid="details">
            <PanelRight size={18} />
          </IconButton>
        </div>
      )}
    </header>
  );
}
