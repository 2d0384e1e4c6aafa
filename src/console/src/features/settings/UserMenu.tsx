import { Menu } from "@base-ui/react/menu";
import { CalendarClock, CalendarDays, Check, Command, Keyboard, Languages, LogOut, MessageSquareText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { go } from "../../live/nav";
import { notify } from "../../live/notices";
import { changeSettings, CONSOLE_LANGUAGES, useSettings, type ConsoleLanguage, type Theme } from "../../live/settings";
import { signOut, useLive } from "../../live/store";
import { supervises } from "../../live/team";
import { setUi } from "../../live/ui";
import { Avatar } from "../../ui/Avatar";
import { DropMenu } from "../../ui/Popup";
import "./settings.css";

const AUTONYMS: Record<ConsoleLanguage, string> = { en: "English", "zh-CN": "简体中文", es: "Español" };
const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function UserMenu({ side = "top" }: { side?: "top" | "bottom" }) {
  const { t } = useTranslation();
  const me = useLive((s) => s.me);
  const { theme, language, enterSends } = useSettings();
  if (!me) return null;
  return (
    <DropMenu
      side={side}
      align="start"
      trigger={
        <button type="button" className="user" data-testid="user-menu">
          <Avatar name={me.name} size={28} />
          <span className="visually-hidden">{t("settings.menu")}</span>
        </button>
      }
    >
      <div className="user-who">
        <bdi>{me.name}</bdi>
        <span className="truncate">{me.email}</span>
      </div>
      <div className="menu-line" />
      <Menu.RadioGroup value={language} onValueChange={(value: ConsoleLanguage) => changeSettings({ language: value })}>
        <div className="menu-label">{t("settings.language")}</div>
        {CONSOLE_LANGUAGES.map((code) => (
          <Menu.RadioItem key={code} value={code} className="menu-item" lang={code} closeOnClick={false} data-testid={`language-${code}`}>
            {AUTONYMS[code]}
            <Menu.RadioItemIndicator className="end">
              <Check size={15} />
            </Menu.RadioItemIndicator>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <div className="menu-line" />
      <Menu.RadioGroup value={theme} onValueChange={(value: Theme) => changeSettings({ theme: value })}>
        <div className="menu-label">{t("settings.theme")}</div>
        {THEMES.map((name) => (
          <Menu.RadioItem key={name} value={name} className="menu-item" closeOnClick={false} data-testid={`theme-${name}`}>
            {t(`settings.${name}`)}
            <Menu.RadioItemIndicator className="end">
              <Check size={15} />
            </Menu.RadioItemIndicator>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <div className="menu-line" />
      <Menu.CheckboxItem className="menu-item" checked={enterSends} onCheckedChange={(on) => changeSettings({ enterSends: on })} closeOnClick={false}>
        {t("settings.enterSends")}
        <Menu.CheckboxItemIndicator className="end">
          <Check size={15} />
        </Menu.CheckboxItemIndicator>
      </Menu.CheckboxItem>
      <div className="menu-line" />
      {supervises(me) && (
        <Menu.Item className="menu-item" onClick={() => go({ page: "shifts" })} data-testid="open-shifts">
          <CalendarDays size={15} />
          {t("shifts.title")}
        </Menu.Item>
      )}
      {me.role === "Admin" && (
        <Menu.Item className="menu-item" onClick={() => setUi({ dialog: "languages" })} data-testid="language-settings">
          <Languages size={15} />
          {t("languages.title")}
        </Menu.Item>
      )}
      {me.role === "Admin" && (
        <Menu.Item className="menu-item" onClick={() => go({ page: "service-levels" })} data-testid="service-levels">
          <CalendarClock size={15} />
          {t("levels.title")}
        </Menu.Item>
      )}
      {me.role === "Admin" && (
        <Menu.Item className="menu-item" onClick={() => setUi({ dialog: "templates" })} data-testid="open-templates">
          <MessageSquareText size={15} />
          {t("templates.title")}
        </Menu.Item>
      )}
      <Menu.Item className="menu-item" onClick={() => setUi({ dialog: "palette" })}>
        <Command size={15} />
        {t("settings.commands")}
        <span className="end kbd">Ctrl K</span>
      </Menu.Item>
      <Menu.Item className="menu-item" onClick={() => setUi({ dialog: "help" })}>
        <Keyboard size={15} />
        {t("settings.shortcuts")}
        <span className="end kbd">?</span>
      </Menu.Item>
      <Menu.Item className="menu-item" onClick={() => void signOut().catch(() => notify({ tone: "error", text: "notice.failed" }))} data-testid="sign-out">
        <LogOut size={15} />
        {t("settings.signOut")}
      </Menu.Item>
    </DropMenu>
  );
}
