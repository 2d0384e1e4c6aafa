import { ArrowLeft } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountHealth, CountryHolidays, SlaSettings } from "../../protocol";
import { go } from "../../live/nav";
import { Problem, rest } from "../../live/rest";
import { useLive } from "../../live/store";
import { Button, IconButton } from "../../ui/Button";
import { Failed, Skeletons } from "../../ui/State";
import { Calendars } from "./Calendars";
import { Escalations } from "./Escalations";
import { One } from "../../ui/Fields";
import { Health } from "./Health";
import { Policies } from "./Policies";
import { Preview } from "./Preview";
import "./sla.css";

const TABS = ["policies", "calendars", "escalations", "health"] as const;
type Tab = (typeof TABS)[number];

interface Loaded {
  saved: SlaSettings;
  holidays: CountryHolidays[];
  accounts: AccountHealth[];
}

/** Service levels of a store: policies, calendars and holidays, escalations, and how its marketplace accounts stand. */
export function SlaPage() {
  const { t } = useTranslation();
  const stores = useLive((s) => s.stores);
  const [store, setStore] = useState("");
  const [tab, setTab] = useState<Tab>("policies");
  const [loaded, setLoaded] = useState<Loaded | "failed" | null>(null);
  const [settings, setSettings] = useState<SlaSettings | null>(null);
  const [saving, setSaving] = useState<"no" | "busy" | "done" | { failed: string }>("no");
  const [tries, setTries] = useState(0);
  const current = store || stores[0]?.id || "";
  const channels = stores.find((s) => s.id === current)?.channels ?? [];

  useEffect(() => {
    if (!current) return;
    let here = true;
    setLoaded(null);
    Promise.all([rest<SlaSettings>("GET", `/stores/${current}/sla`), rest<{ data: CountryHolidays[] }>("GET", "/sla/holidays"), rest<{ data: AccountHealth[] }>("GET", `/stores/${current}/account-health`)]).then(
      ([saved, holidays, accounts]) => {
        if (!here) return;
        setLoaded({ saved, holidays: holidays.data, accounts: accounts.data });
        setSettings(saved);
        setSaving("no");
      },
      () => here && setLoaded("failed"),
    );
    return () => {
      here = false;
    };
  }, [current, tries]);

  const changed = loaded && loaded !== "failed" && settings !== null && JSON.stringify(settings) !== JSON.stringify(loaded.saved);
  const save = async () => {
    if (!settings || !loaded || loaded === "failed") return;
    setSaving("busy");
    try {
      const saved = await rest<SlaSettings>("PUT", `/stores/${current}/sla`, settings);
      setLoaded({ ...loaded, saved });
      setSettings(saved);
      setSaving("done");
    } catch (error) {
      setSaving({ failed: error instanceof Problem ? error.message : t("common.failedHint") });
    }
  };
  const change = (next: SlaSettings) => {
    setSettings(next);
    setSaving("no");
  };

  return (
    <div className="page" data-testid="sla-page">
      <header className="page-head levels-head">
        <IconButton label={t("common.back")} onClick={() => go({ page: null })}>
          <ArrowLeft size={18} />
        </IconButton>
        <h2>{t("levels.title")}</h2>
        {stores.length > 1 && <One all={stores.map((s) => s.id)} value={current} name={(id) => stores.find((s) => s.id === id)?.name ?? id} label={t("customer.store")} onChange={setStore} />}
        <span className="levels-save" role="status">
          {typeof saving === "object" ? <span className="wrong">{saving.failed}</span> : saving === "done" && !changed ? t("levels.saved") : changed ? t("levels.unsaved") : ""}
        </span>
        <Button disabled={!changed} onClick={() => settings && loaded && loaded !== "failed" && change(loaded.saved)}>
          {t("levels.undo")}
        </Button>
        <Button kind="primary" disabled={!changed || saving === "busy"} onClick={() => void save()} data-testid="save-sla">
          {t("levels.save")}
        </Button>
      </header>
      <div className="level-tabs" role="tablist" aria-label={t("levels.title")}>
        {TABS.map((name) => (
          <button key={name} type="button" role="tab" id={`tab-${name}`} aria-selected={tab === name} aria-controls="levels-panel" className="level-tab" onClick={() => setTab(name)} data-testid={`tab-${name}`}>
            {t(`levels.tabs.${name}`)}
          </button>
        ))}
      </div>
      {loaded === "failed" && <Failed title={t("levels.failed")} onRetry={() => setTries(tries + 1)} />}
      {loaded === null && <Skeletons rows={4} />}
      {loaded && loaded !== "failed" && settings && (
        <div className="levels-body" role="tabpanel" id="levels-panel" aria-labelledby={`tab-${tab}`}>
          {tab === "policies" && <Policies settings={settings} channels={channels} onChange={change} />}
          {tab === "calendars" && <Calendars settings={settings} holidays={loaded.holidays} onChange={change} />}
          {tab === "escalations" && <Escalations settings={settings} onChange={change} />}
          {tab === "health" ? <Health accounts={loaded.accounts} /> : <Preview store={current} settings={settings} channels={channels} />}
        </div>
      )}
    </div>
  );
}
