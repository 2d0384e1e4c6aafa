import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Presence } from "../../protocol";
import { setPresence } from "../../live/commands";
import { bareId } from "../../live/ids";
import { useLive } from "../../live/store";
import { Dot } from "../../ui/Avatar";
import { DropMenu } from "../../ui/Popup";
import "./presence.css";

export const PRESENCES: readonly Presence[] = ["Online", "Busy", "Away", "Offline"];

export function PresenceMenu({ side = "top" }: { side?: "top" | "bottom" }) {
  const { t } = useTranslation();
  const presence = useLive((s) => (s.me ? s.agents[bareId(s.me.id)]?.presence : undefined)) ?? "Offline";
  const live = useLive((s) => s.connection.phase === "live");
  return (
    <DropMenu
      side={side}
      align="start"
      trigger={
        <button type="button" className="presence" aria-label={t("presence.change", { presence: t(`presence.${presence}`) })} data-testid="presence" data-presence={presence}>
          <Dot presence={presence} />
          <span>{t(`presence.${presence}`)}</span>
        </button>
      }
    >
      <Menu.RadioGroup value={presence} onValueChange={(value: Presence) => void setPresence(value)}>
        {PRESENCES.map((p) => (
          <Menu.RadioItem key={p} value={p} className="menu-item presence-item" disabled={!live} closeOnClick data-testid={`presence-${p}`}>
            <Dot presence={p} />
            <span>
              {t(`presence.${p}`)}
              <small>{t(`presence.${p}Hint`)}</small>
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
