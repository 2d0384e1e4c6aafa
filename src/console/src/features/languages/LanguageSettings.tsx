import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../live/session";
import { useLive } from "../../live/store";
import { Button, IconButton } from "../../ui/Button";
import { useNames } from "../../ui/names";
import { Modal } from "../../ui/Popup";
import { Failed, Skeletons } from "../../ui/State";
import { Memory } from "./Memory";
import "./languages.css";

interface Term {
  term: string;
  in: Record<string, string>;
}

interface Provider {
  name: string;
  tone: boolean;
  resting: string | null;
  usedCharacters: number;
  monthlyCharacters: number | null;
}

interface StoreLanguages {
  glossary: Term[];
  providers: { name: string; monthlyCharacters: number | null }[];
  tones: Record<string, string>;
  configured: Provider[];
  written: string[];
}

const TONES = ["formal", "informal", "neutral"];
const CODES = ["en", "zh", "es", "de", "fr", "pt", "it", "ja", "ko", "nl", "pl", "ru", "tr", "ar"];

/** A store's terms, its translation services with their budgets, and its tone. */
export function LanguageSettings({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const stores = useLive((s) => s.stores);
  const [chosen, setChosen] = useState<string | null>(null);
  const store = chosen ?? stores[0]?.id;
  return (
    <Modal open={open} onClose={onClose} title={t("languages.title")} className="languages">
      <div className="languages-body" data-testid="languages">
        {stores.length > 1 && (
          <select value={store} onChange={(e) => setChosen(e.target.value)} aria-label={t("customer.store")}>
            {stores.map((s) => (
              <option key={s.id} value={s.id}>
                {s.name}
              </option>
            ))}
          </select>
        )}
        {open && store && <OfStore key={store} store={store} />}
      </div>
    </Modal>
  );
}

function OfStore({ store }: { store: string }) {
  const { t } = useTranslation();
  const [settings, setSettings] = useState<StoreLanguages | null>(null);
  const [tries, setTries] = useState(0);
  const [state, setState] = useState<"loading" | "ready" | "broken" | "saving" | "saved">("loading");
  const [problem, setProblem] = useState("");
  const path = `/stores/${store}/languages`;

  useEffect(() => {
    let current = true;
    api<StoreLanguages>(path).then(
      (found) => current && (setSettings(found), setState("ready")),
      () => current && setState("broken"),
    );
    return () => {
      current = false;
    };
  }, [path, tries]);

  if (state === "broken") return <Failed title={t("conversation.failed")} onRetry={() => (setState("loading"), setTries(tries + 1))} />;
  if (!settings) return <Skeletons rows={4} height={36} />;
  const change = (part: Partial<StoreLanguages>) => (setSettings({ ...settings, ...part }), setState("ready"), setProblem(""));
  const save = async () => {
    setState("saving");
    try {
      const glossary = settings.glossary
        .filter((term) => term.term.trim())
        .map((term) => ({ term: term.term.trim(), in: Object.fromEntries(Object.entries(term.in).filter(([, name]) => name.trim())) }));
      setSettings(await api<StoreLanguages>(path, "PUT", { glossary, providers: settings.providers, tones: settings.tones, written: settings.written }));
      setState("saved");
    } catch (error) {
      setProblem((error as Error).message);
      setState("ready");
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Glossary terms={settings.glossary} onChange={(glossary) => change({ glossary })} />
      <Providers settings={settings} onChange={(providers) => change({ providers })} />
      <Tones tones={settings.tones} onChange={(tones) => change({ tones })} />
      <Written codes={settings.written} onChange={(written) => change({ written })} />
      <div className="languages-end">
        <span role="status">{problem ? <b role="alert">{problem}</b> : state === "saved" && t("languages.saved")}</span>
        <Button type="submit" kind="primary" disabled={state === "saving"} data-testid="languages-save">
          {t("message.correctSave")}
        </Button>
      </div>
      <Memory store={store} />
    </form>
  );
}

/** What customers write: the detector chooses among these. */
function Written({ codes, onChange }: { codes: string[]; onChange(codes: string[]): void }) {
  const { t } = useTranslation();
  const names = useNames();
  const [text, setText] = useState(codes.join(" "));
  return (
    <section>
      <h3>{t("languages.written")}</h3>
      <p id="languages-written">{t("languages.writtenHint")}</p>
      <input
        value={text}
        placeholder="en es ar ca eu"
        spellCheck={false}
        onChange={(e) => (setText(e.target.value), onChange(e.target.value.toLowerCase().split(/[\s,;]+/).filter(Boolean)))}
        aria-label={t("languages.written")}
        aria-describedby="languages-written"
        data-testid="written"
      />
      {codes.length > 0 && <p className="languages-names">{codes.map((code) => names.language(code)).join(" · ")}</p>}
    </section>
  );
}

function Glossary({ terms, onChange }: { terms: Term[]; onChange(terms: Term[]): void }) {
  const { t } = useTranslation();
  const names = useNames();
  const used = CODES.filter((code, i) => i < 4 || terms.some((term) => term.in[code] !== undefined));
  const [more, setMore] = useState<string[]>([]);
  const codes = [...new Set([...used, ...more])];
  const put = (i: number, term: Term) => onChange(terms.map((old, j) => (j === i ? term : old)));
  return (
    <section>
      <h3>{t("languages.glossary")}</h3>
      <p>{t("languages.glossaryHint")}</p>
      <div className="languages-table">
        <table>
          <thead>
            <tr>
              <th>{t("languages.term")}</th>
              {codes.map((code) => (
                <th key={code}>{names.language(code)}</th>
              ))}
              <th>
                <select value="" onChange={(e) => setMore([...more, e.target.value])} aria-label={t("languages.addLanguage")}>
                  <option value="">+</option>
                  {CODES.filter((code) => !codes.includes(code)).map((code) => (
                    <option key={code} value={code}>
                      {names.language(code)}
                    </option>
                  ))}
                </select>
              </th>
            </tr>
          </thead>
          <tbody>
            {terms.map((term, i) => (
              <tr key={i}>
                <td>
                  <input dir="auto" value={term.term} maxLength={100} onChange={(e) => put(i, { ...term, term: e.target.value })} aria-label={t("languages.term")} data-testid="term" />
                </td>
                {codes.map((code) => (
                  <td key={code}>
                    <input
                      dir="auto"
                      lang={code}
                      value={term.in[code] ?? ""}
                      maxLength={100}
                      placeholder={term.term}
                      onChange={(e) => put(i, { ...term, in: { ...term.in, [code]: e.target.value } })}
                      aria-label={`${term.term}, ${names.language(code)}`}
                    />
                  </td>
                ))}
                <td>
                  <IconButton label={t("languages.remove")} onClick={() => onChange(terms.filter((_, j) => j !== i))}>
                    <Trash2 size={14} />
                  </IconButton>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Button onClick={() => onChange([...terms, { term: "", in: {} }])} data-testid="add-term">
        <Plus size={14} aria-hidden="true" />
        {t("languages.addTerm")}
      </Button>
    </section>
  );
}

function Providers({ settings, onChange }: { settings: StoreLanguages; onChange(providers: StoreLanguages["providers"]): void }) {
  const { t, i18n } = useTranslation();
  const rules = settings.providers.length > 0 ? settings.providers : settings.configured.map((p) => ({ name: p.name, monthlyCharacters: null }));
  const number = new Intl.NumberFormat(i18n.language);
  const move = (i: number, by: number) => {
    const next = [...rules];
    next.splice(i + by, 0, ...next.splice(i, 1));
    onChange(next);
  };
  const off = settings.configured.filter((p) => !rules.some((rule) => rule.name === p.name));
  return (
    <section>
      <h3>{t("languages.providers")}</h3>
      <p>{t("languages.providersHint")}</p>
      <ul className="languages-providers">
        {[...rules, ...off.map((p) => ({ name: p.name, monthlyCharacters: null }))].map((rule, i) => {
          const on = i < rules.length;
          const known = settings.configured.find((p) => p.name === rule.name);
          return (
            <li key={rule.name} data-on={on}>
              <label>
                <input type="checkbox" checked={on} disabled={on && rules.length === 1} onChange={() => onChange(on ? rules.filter((r) => r !== rule) : [...rules, rule])} />
                <b>{rule.name}</b>
              </label>
              <span>{known?.resting ? t(`message.why.${known.resting}`, { defaultValue: known.resting }) : t("languages.works")}</span>
              <span>{t("languages.used", { count: known?.usedCharacters ?? 0, used: number.format(known?.usedCharacters ?? 0) })}</span>
              <input
                type="number"
                min={0}
                disabled={!on}
                value={rule.monthlyCharacters ?? ""}
                placeholder={t("languages.noLimit")}
                onChange={(e) => onChange(rules.map((r) => (r === rule ? { ...r, monthlyCharacters: e.target.value === "" ? null : Number(e.target.value) } : r)))}
                aria-label={`${rule.name}, ${t("languages.limit")}`}
              />
              <IconButton label={t("languages.earlier")} disabled={!on || i === 0} onClick={() => move(i, -1)}>
                <ArrowUp size={14} />
              </IconButton>
              <IconButton label={t("languages.later")} disabled={!on || i === rules.length - 1} onClick={() => move(i, 1)}>
                <ArrowDown size={14} />
              </IconButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Tones({ tones, onChange }: { tones: Record<string, string>; onChange(tones: Record<string, string>): void }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <section>
      <h3>{t("languages.tones")}</h3>
      <p>{t("languages.tonesHint")}</p>
      <div className="languages-tones">
        {CODES.map((code) => (
          <label key={code}>
            {names.language(code)}
            <select
              value={tones[code] ?? ""}
              onChange={(e) => {
                const { [code]: _, ...rest } = tones;
                onChange(e.target.value ? { ...rest, [code]: e.target.value } : rest);
              }}
            >
              <option value="">{t("languages.byCulture")}</option>
              {TONES.map((tone) => (
                <option key={tone} value={tone}>
                  {t(`tone.${tone}`)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
    </section>
  );
}
