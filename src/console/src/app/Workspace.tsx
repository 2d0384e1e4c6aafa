import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Board } from "../features/board/Board";
import { AssignPicker } from "../features/commands/AssignPicker";
import { Help } from "../features/commands/Help";
import { Palette } from "../features/commands/Palette";
import { SendOn } from "../features/commands/SendOn";
import { SnoozePicker } from "../features/commands/SnoozePicker";
import { Composer } from "../features/composer/Composer";
import { ConnectionBanner } from "../features/connection/ConnectionBanner";
import { Conversation, NoConversation } from "../features/conversation/Conversation";
import { CustomerPanel } from "../features/customer/CustomerPanel";
import { Inbox } from "../features/inbox/Inbox";
import { LanguageSettings } from "../features/languages/LanguageSettings";
import { Notices } from "../features/notices/Notices";
import { OfferBanner } from "../features/offers/OfferBanner";
import { PresenceMenu } from "../features/presence/PresenceMenu";
import { UserMenu } from "../features/settings/UserMenu";
import { Templates } from "../features/templates/Templates";
import { ShiftsPage } from "../features/shifts/ShiftsPage";
import { SlaPage } from "../features/sla/SlaPage";
import { TeamStrip } from "../features/team/TeamStrip";
import { go, useNav } from "../live/nav";
import { watchActivity } from "../live/activity";
import { changeSettings, useSettings } from "../live/settings";
import { setUi, useUi } from "../live/ui";
import { Boundary } from "../ui/Boundary";
import { Mark } from "../ui/Mark";
import { Drawer } from "../ui/Popup";
import { NARROW, useMedia, WIDE } from "./useMedia";
import { useShortcuts } from "./useShortcuts";
import { useTitle } from "./useTitle";
import { Views } from "./Views";
import "./workspace.css";

const noDialog = () => setUi({ dialog: "none" });

export function Workspace() {
  useShortcuts();
  useTitle();
  const { t } = useTranslation();
  const narrow = useMedia(NARROW);
  const wide = useMedia(WIDE);
  const id = useNav((s) => s.conversation);
  const page = useNav((s) => s.page);
  const panel = useSettings((s) => s.panel);
  const { dialog, drawer } = useUi();
  const beside = wide && panel && id !== null;

  useEffect(() => setUi({ drawer: false, cursor: null }), [id]);
  useEffect(watchActivity, []);

  const conversation = id ? (
    <Conversation
      id={id}
      composer={<Composer key={`composer-${id}`} id={id} />}
      onBack={() => go({ conversation: null })}
      onAssign={() => setUi({ dialog: "assign" })}
      onSnooze={() => setUi({ dialog: "snooze" })}
      onDetails={() => (wide ? changeSettings({ panel: !panel }) : setUi({ drawer: !drawer }))}
    />
  ) : (
    <NoConversation />
  );

  return (
    <div className="app" data-narrow={narrow} data-open={id !== null || page !== null}>
      <a className="skip" href="#conversation" onClick={(e) => (e.preventDefault(), document.getElementById("conversation")?.focus())}>
        {t("common.skip")}
      </a>
      <ConnectionBanner />
      <OfferBanner />
      <div className="panes" data-panel={beside}>
        {!narrow && (
          <header className="rail">
            <div className="brand">
              <Mark size={24} />
              <span>OrleansSupport</span>
            </div>
            <Views tip />
            <TeamStrip />
            <div className="rail-me">
              <UserMenu />
              <PresenceMenu />
            </div>
          </header>
        )}
        {page && (
          <main className="pane pane-page">
            <Boundary key={page}>
              {page === "board" ? <Board /> : page === "shifts" ? <ShiftsPage /> : <SlaPage />}
            </Boundary>
          </main>
        )}
        {!page && (!narrow || !id) && (
          <div className="pane pane-inbox">
            <Inbox
              top={
                narrow && (
                  <div className="top-me">
                    <PresenceMenu side="bottom" />
                    <UserMenu side="bottom" />
                  </div>
                )
              }
            />
            {narrow && <Views />}
          </div>
        )}
        {!page && (!narrow || id) && <main className="pane pane-conversation">
            <Boundary key={id}>{conversation}</Boundary>
          </main>}
        {!page && beside && (
          <div className="pane pane-customer">
            <Boundary key={`beside-${id}`}>
              <CustomerPanel id={id} />
            </Boundary>
          </div>
        )}
      </div>
      {id && !wide && (
        <Drawer open={drawer} onClose={() => setUi({ drawer: false })} label={t("customer.title")}>
          <CustomerPanel id={id} onClose={() => setUi({ drawer: false })} />
        </Drawer>
      )}
      <Notices />
      <Palette open={dialog === "palette"} onClose={noDialog} />
      <LanguageSettings open={dialog === "languages"} onClose={noDialog} />
      <Help open={dialog === "help"} onClose={noDialog} />
      <SendOn />
      <Templates open={dialog === "templates"} onClose={noDialog} />
      {id && <SnoozePicker id={id} open={dialog === "snooze"} onClose={noDialog} />}
      {id && <AssignPicker id={id} open={dialog === "assign"} onClose={noDialog} />}
    </div>
  );
}
