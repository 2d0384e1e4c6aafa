import { AlarmClock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ConversationId } from "../../protocol";
import { snooze } from "../../live/commands";
import { snoozeTimes } from "../../live/snooze";
import { Picker, type Choice } from "../../ui/Picker";
import { useNames } from "../../ui/names";

/** Put aside until a time that people say: in an hour, this evening, tomorrow morning, on Monday. */
export function SnoozePicker({ id, open, onClose }: { id: ConversationId; open: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const names = useNames();
  const choices: Choice[] = open
    ? snoozeTimes(new Date()).map(({ name, at }) => ({
        id: name,
        label: t(`snooze.${name}`),
        icon: <AlarmClock size={16} />,
        end: <span className="num">{names.dayTime(at.toISOString())}</span>,
        pick: () => void snooze(id, at.toISOString()),
      }))
    : [];
  return <Picker open={open} onClose={onClose} title={t("snooze.title")} placeholder={t("snooze.title")} choices={choices} />;
}
