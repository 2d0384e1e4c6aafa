import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgentId, ConversationId } from "../../protocol";
import { transfer, type Target } from "../../live/commands";
import { useLive } from "../../live/store";
import { byPresence, fits } from "../../live/team";
import { setUi, useUi } from "../../live/ui";
import { Button } from "../../ui/Button";
import { Modal } from "../../ui/Popup";
import { usePresenceText } from "../../ui/presence";

const close = () => setUi({ dialog: "none", sending: null });

/** For supervisors: a conversation to an agent (beyond capacity after a warning), to a team or to the experts, with a note. */
export function SendOn() {
  const { t } = useTranslation();
  const { dialog, sending } = useUi();
  const name = useLive((s) => (sending ? s.rows[sending.conversation]?.customerName : undefined));
  return (
    <Modal open={dialog === "send" && sending !== null} onClose={close} title={name ? t("send.titleFor", { name }) : t("send.title")} className="send">
      {sending && <Form key={sending.conversation} id={sending.conversation} first={sending.to} />}
    </Modal>
  );
}

function Form({ id, first }: { id: ConversationId; first: AgentId | null }) {
  const { t } = useTranslation();
  const say = usePresenceText();
  const agents = Object.values(useLive((s) => s.agents)).sort(byPresence);
  const queues = useLive((s) => s.queues);
  const row = useLive((s) => s.rows[id]);
  const [to, setTo] = useState<string>(first ?? "");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const weight = Object.values(queues).flatMap((q) => q.waiting).find((w) => w.conversation === id)?.weight ?? 1;
  const agent = agents.find((a) => a.id === to);
  const over = agent !== undefined && !fits(agent, weight);
  const target: Target | null = agent ? { to: agent.id } : to === "experts" ? { experts: true } : to.startsWith("team:") ? { team: to.slice(5) } : null;
  const submit = async () => {
    if (!target) return;
    setBusy(true);
    const done = await transfer(id, target, note.trim() || null, over);
    setBusy(false);
    if (done) close();
  };
  return (
    <form
      className="send-body"
      data-testid="send-dialog"
      onSubmit={(e) => {
        e.preventDefault();
        void submit();
      }}
    >
      <label className="field">
        <span>{t("send.to")}</span>
        <select value={to} onChange={(e) => setTo(e.target.value)} autoFocus={!first} data-testid="send-to">
          <option value="" disabled>
            {t("send.choose")}
          </option>
          <option value="experts">{t("send.experts")}</option>
          <optgroup label={t("send.agents")}>
            {agents
              .filter((a) => a.id !== row?.assignee)
              .map((a) => (
                <option key={a.id} value={a.id}>
                  {a.profile.name} · {say(a.presence, a.reason)} · {a.load}/{a.profile.capacity}
                </option>
              ))}
          </optgroup>
          <optgroup label={t("send.teams")}>
            {Object.keys(queues)
              .filter((team) => team !== row?.team)
              .map((team) => (
                <option key={team} value={`team:${team}`}>
                  {team}
                </option>
              ))}
          </optgroup>
        </select>
      </label>
      <label className="field">
        <span>{t("send.note")}</span>
        <textarea rows={3} value={note} onChange={(e) => setNote(e.target.value)} placeholder={t("send.noteHint")} data-testid="send-note" />
      </label>
      {over && (
        <p className="send-over" role="alert" data-testid="send-over">
          {t("send.over", { name: agent.profile.name, load: agent.load + weight, capacity: agent.profile.capacity })}
        </p>
      )}
      <div className="send-actions">
        <Button onClick={close}>{t("templates.cancel")}</Button>
        <Button kind="primary" type="submit" autoFocus={first !== null} disabled={!target || busy} data-testid="send-submit">
          {over ? t("send.anyway") : t("send.submit")}
        </Button>
      </div>
    </form>
  );
}
