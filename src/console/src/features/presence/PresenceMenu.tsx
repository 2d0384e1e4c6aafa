import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Presence } from "../../protocol";
import { setPresence } from "../../live/commands";
import { bareId } from "../../live/ids";
import { useLive } from "../../live/store";
import { Dot } from "../../ui/Avatar";
import { DropMenu } from "../../ui/Popup";
import { usePresenceText } from "../../ui/presence";
import "./presence.css";

/** What an agent may say of being away; the server has reasons of its own besides. */
const REASONS = ["break", "lunch", "meeting", "training"] as const;
const CHOICES: readonly (readonly [Presence, string | null])[] = [["Online", null], ["Busy", null], ["Away", null], ...REASONS.map((reason) => ["Away", reason] as const), ["Offline", null]];

export function PresenceMenu({ side = "top" }: { side?: "top" | "bottom" }) {
  const { t } = useTranslation();
  const me = useLive((s) => (s.me ? s.agents[bareId(s.me.id)] : undefined));
  const live = useLive((s) => s.connection.phase === "live");
  const say = usePresenceText();
  const presence = me?.presence ?? "Offline";
  const reason = me?.reason ?? null;
  const text = say(presence, reason);
  const at = CHOICES.findIndex(([p, r]) => p === presence && r === reason);
  return (
    <DropMenu
      side={side}
      align="start"
      trigger={
        <button type="button" className="presence" aria-label={t("presence.change", { presence: text })} data-testid="presence" data-presence={presence} data-reason={reason ?? undefined}>
          <Dot presence={presence} />
          <span className="truncate">{text}</span>
        </button>
      }
    >
      <Menu.RadioGroup value={at} onValueChange={(i: number) => void setPresence(...CHOICES[i]!)}>
        {CHOICES.map(([p, why], i) => (
          <Menu.RadioItem key={`${p}${why}`} value={i} className="menu-item presence-item" data-part={why !== null || undefined} disabled={!live} closeOnClick data-testid={`presence-${why ?? p}`}>
            {why === null && <Dot presence={p} />}
            <span>
              {why === null ? t(`presence.${p}`) : t(`presence.reason.${why}`)}
              {why === null && <small>{t(`presence.${p}Hint`)}</small>}
            </span>
            <Menu.RadioItemIndicator className="end">
              <Check size={15} />
            </Menu.RadioItemIndicator>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </DropMenu>
  );
}
