import { ShieldAlert, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ConversationId } from "../../protocol";
import { assign, transfer, type Target } from "../../live/commands";
import { changeDraft, useDrafts } from "../../live/drafts";
import { primary } from "../../live/ids";
import { useLive } from "../../live/store";
import { fits, supervises } from "../../live/team";
import { setUi } from "../../live/ui";
import { Avatar } from "../../ui/Avatar";
import { Picker, type Choice } from "../../ui/Picker";
import { useNames } from "../../ui/names";

const ORDER = { Online: 0, Busy: 1, Away: 2, Offline: 3 } as const;

/** Those who speak the buyer's language best come first among those who are there. */
export function AssignPicker({ id, open, onClose }: { id: ConversationId; open: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const names = useNames();
  const agents = useLive((s) => s.agents);
  const row = useLive((s) => s.rows[id]);
  const teams = Object.keys(useLive((s) => s.queues));
  const me = useLive((s) => s.me);
  const note = useDrafts((s) => s[id]?.note.trim() ?? "");
  const spoken = (a: (typeof agents)[string]) => a.profile.languages.find((l) => primary(l.code) === primary(row?.language))?.proficiency;
  const rank = { Native: 0, Fluent: 1, Assisted: 2 } as const;
  const choices: Choice[] = Object.values(agents)
    .filter((a) => a.id !== row?.assignee)
    .sort((a, b) => ORDER[a.presence] - ORDER[b.presence] || rank[spoken(a) ?? "Assisted"] - rank[spoken(b) ?? "Assisted"] || a.load / a.profile.capacity - b.load / b.profile.capacity)
    .map((a) => {
      const level = spoken(a);
      return {
        id: a.id,
        label: a.profile.name,
        words: a.profile.languages.map((l) => names.language(l.code)).join(" "),
        icon: <Avatar name={a.profile.name} size={24} presence={a.presence} />,
        end: (
          <>
            {level && <span>{t(`why.proficiency${level}`, { language: names.languageInText(row?.language) })}</span>}
            <span className="num">
              {a.load}/{a.profile.capacity}
            </span>
          </>
        ),
        // A supervisor may go beyond the capacity, and is asked first; what stands in the note goes along.
        pick: () => (supervises(me) && !fits(a, null) ? setTimeout(() => setUi({ dialog: "send", sending: { conversation: id, to: a.id } }), 0) : note ? send({ to: a.id }) : void assign(id, a.id)),
      };
    });
  // Sent on rather than assigned: what stands in the note goes along, for whoever gets it next.
  const send = (target: Target) => {
    void transfer(id, target, note || null).then((done) => done && note && changeDraft(id, { note: "", tab: "reply" }));
  };
  const end = note ? <span>{t("conversation.withNote")}</span> : undefined;
  choices.push({ id: "escalate", label: t("conversation.escalate"), icon: <ShieldAlert size={18} aria-hidden="true" />, end, pick: () => send({ experts: true }) });
  for (const team of teams.filter((name) => name !== row?.team))
    choices.push({ id: `team-${team}`, label: t("conversation.transferTo", { team }), icon: <UsersRound size={18} aria-hidden="true" />, end, pick: () => send({ team }) });
  return <Picker open={open} onClose={onClose} title={t("conversation.assignTo")} placeholder={t("palette.assignPlaceholder")} choices={choices} />;
}
