import { AlarmClock, ArrowUpDown, CalendarClock, CalendarDays, Check, CircleUser, Hourglass, Inbox, Keyboard, LayoutDashboard, MessageSquare, RotateCcw, StickyNote, SunMoon, UserPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Presence, Priority } from "../../protocol";
import { setPresence, setPriority, setStatus, assign } from "../../live/commands";
import { changeDraft } from "../../live/drafts";
import { isOpen, VIEWS } from "../../live/inbox";
import { go, useNav } from "../../live/nav";
import { changeSettings, type Theme } from "../../live/settings";
import { useLive } from "../../live/store";
import { supervises } from "../../live/team";
import { setUi, useUi } from "../../live/ui";
import { Avatar } from "../../ui/Avatar";
import { Picker, type Choice } from "../../ui/Picker";

const PRIORITIES: readonly Priority[] = ["Urgent", "High", "Normal", "Low"];
const PRESENCES: readonly Presence[] = ["Online", "Busy", "Away", "Offline"];
const THEMES: readonly Theme[] = ["system", "light", "dark"];
const key = (name: string) => <span className="kbd">{name}</span>;

export function Palette({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const choices = useChoices(open);
  return <Picker open={open} onClose={onClose} title={t("palette.title")} placeholder={t("palette.placeholder")} choices={choices} />;
}

function useChoices(open: boolean): Choice[] {
  const { t } = useTranslation();
  const id = useNav((s) => s.conversation);
  const rows = useLive((s) => s.rows);
  const me = useLive((s) => s.me);
  if (!open) return [];
  const choices: Choice[] = [];
  const row = id ? rows[id] : undefined;
  if (id && row) {
    const write = (tab: "reply" | "note") => {
      changeDraft(id, { tab });
      setTimeout(() => setUi({ focusComposer: useUi.getState().focusComposer + 1 }), 0);
    };
    choices.push({ id: "reply", label: t("composer.reply"), icon: <MessageSquare size={16} />, end: key("R"), pick: () => write("reply") });
    choices.push({ id: "note", label: t("shortcuts.note"), icon: <StickyNote size={16} />, end: key("N"), pick: () => write("note") });
    if (isOpen(row)) {
      if (row.assignee !== me?.id && me) choices.push({ id: "take", label: t("conversation.take"), icon: <UserPlus size={16} />, end: key("T"), pick: () => void assign(id, me.id) });
      choices.push({ id: "resolve", label: t("conversation.resolve"), icon: <Check size={16} />, end: key("E"), pick: () => void setStatus(id, "Resolved") });
      if (row.status === "Open") choices.push({ id: "wait", label: t("conversation.wait"), icon: <Hourglass size={16} />, pick: () => void setStatus(id, "Waiting") });
      choices.push({ id: "snooze", label: t("snooze.title"), icon: <AlarmClock size={16} />, end: key("S"), pick: () => setTimeout(() => setUi({ dialog: "snooze" }), 0) });
    } else choices.push({ id: "reopen", label: t("conversation.reopen"), icon: <RotateCcw size={16} />, end: key("E"), pick: () => void setStatus(id, "Open") });
    choices.push({ id: "assign", label: t("conversation.assignTo"), icon: <UserPlus size={16} />, end: key("A"), pick: () => setTimeout(() => setUi({ dialog: "assign" }), 0) });
    for (const p of PRIORITIES)
      if (p !== row.priority) choices.push({ id: `priority-${p}`, label: t("palette.setPriority", { priority: t(`priority.${p}`) }), icon: <ArrowUpDown size={16} />, pick: () => void setPriority(id, p) });
  }
  VIEWS.forEach((view, i) => choices.push({ id: `view-${view}`, label: t("palette.goTo", { view: t(`views.${view}`) }), icon: <Inbox size={16} />, end: key(String(i + 1)), pick: () => go({ view }) }));
  if (supervises(me)) choices.push({ id: "board", label: t("palette.goTo", { view: t("board.title") }), icon: <LayoutDashboard size={16} />, end: key("B"), pick: () => go({ page: "board" }) });
  if (supervises(me)) choices.push({ id: "shifts", label: t("palette.goTo", { view: t("shifts.title") }), icon: <CalendarDays size={16} />, pick: () => go({ page: "shifts" }) });
  if (me?.role === "Admin") choices.push({ id: "service-levels", label: t("palette.goTo", { view: t("levels.title") }), icon: <CalendarClock size={16} />, pick: () => go({ page: "service-levels" }) });
  for (const p of PRESENCES) choices.push({ id: `presence-${p}`, label: t("palette.setPresence", { presence: t(`presence.${p}`) }), icon: <CircleUser size={16} />, pick: () => void setPresence(p) });
  for (const theme of THEMES) choices.push({ id: `theme-${theme}`, label: t("palette.theme", { theme: t(`settings.${theme}`) }), icon: <SunMoon size={16} />, pick: () => changeSettings({ theme }) });
  choices.push({ id: "help", label: t("shortcuts.title"), icon: <Keyboard size={16} />, end: key("?"), pick: () => setTimeout(() => setUi({ dialog: "help" }), 0) });
  for (const r of Object.values(rows).slice(0, 300))
    choices.push({ id: r.id, label: t("palette.openCustomer", { name: r.customerName }), words: r.preview, icon: <Avatar name={r.customerName} size={20} />, pick: () => go({ conversation: r.id }) });
  return choices;
}
