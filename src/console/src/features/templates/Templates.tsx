import { Pencil, Plus, Trash2 } from "lucide-react";
import { useCallback, useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { SCENARIOS, type ReplyTemplate, type ScenarioModelView } from "../../protocol";
import { rest } from "../../live/rest";
import { useLive } from "../../live/store";
import { Button, IconButton } from "../../ui/Button";
import { useNames } from "../../ui/names";
import { Modal } from "../../ui/Popup";
import "./templates.css";

/** The languages that the console itself speaks; a template may have texts in others, which stay as they are. */
const LANGUAGES = ["en", "zh", "es"];

/** A store's reply templates, and the model that chooses among them. For admins. */
export function Templates({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Modal open={open} onClose={onClose} title={t("templates.title")} className="templates">
      <Body />
    </Modal>
  );
}

function Body() {
  const { t } = useTranslation();
  const stores = useLive((s) => s.stores);
  const [store, setStore] = useState(stores[0]?.id ?? "");
  const [templates, setTemplates] = useState<readonly ReplyTemplate[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [edited, setEdited] = useState<ReplyTemplate | null>(null);

  const guarded = useCallback(async (what: () => Promise<void>) => {
    try {
      await what();
      setFailed(null);
      return true;
    } catch (error) {
      setFailed((error as Error).message);
      return false;
    }
  }, []);
  const load = useCallback(
    () => guarded(async () => setTemplates((await rest<{ data: ReplyTemplate[] }>("GET", `/stores/${store}/templates`)).data)),
    [guarded, store],
  );
  useEffect(() => void load(), [load]);

  const save = async (template: ReplyTemplate) => {
    const saved = await guarded(async () => {
      await rest("PUT", `/stores/${store}/templates/${template.id}`, { scenario: template.scenario, texts: template.texts });
    });
    if (saved && (await load())) setEdited(null);
  };
  const remove = async (template: ReplyTemplate) => {
    if (await guarded(() => rest<void>("DELETE", `/stores/${store}/templates/${template.id}`))) await load();
  };

  return (
    <div className="templates-body" data-testid="templates">
      {failed && <p role="alert" className="templates-failed">{failed}</p>}
      {edited ? (
        <Form template={edited} isNew={!templates?.some((known) => known.id === edited.id)} onSave={save} onCancel={() => setEdited(null)} />
      ) : (
        <>
          <div className="templates-top">
            {stores.length > 1 && (
              <select aria-label={t("templates.store")} value={store} onChange={(e) => setStore(e.target.value)}>
                {stores.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            )}
            <Button kind="primary" onClick={() => setEdited({ id: "", scenario: SCENARIOS[0], texts: {} })} data-testid="template-new">
              <Plus size={14} aria-hidden="true" />
              {t("templates.new")}
            </Button>
          </div>
          {templates === null && !failed && <span className="skeleton" style={{ width: "60%" }} aria-label={t("common.loading")} />}
          {templates?.length === 0 && <p className="faint">{t("templates.none")}</p>}
          <ul className="templates-list">
            {SCENARIOS.flatMap((scenario) =>
              (templates ?? []).filter((one) => one.scenario === scenario).map((one) => (
                <li key={one.id} data-testid="template">
                  <span className="templates-what">
                    <b>{t(`scenario.${scenario}`)}</b> <span className="faint">{one.id}</span>
                    <span className="truncate" dir="auto">
                      {Object.values(one.texts)[0]}
                    </span>
                  </span>
                  <IconButton label={t("templates.edit")} onClick={() => setEdited(one)} data-testid="template-edit">
                    <Pencil size={15} />
                  </IconButton>
                  <IconButton label={t("templates.remove")} onClick={() => void remove(one)} data-testid="template-remove">
                    <Trash2 size={15} />
                  </IconButton>
                </li>
              )),
            )}
          </ul>
          <Model guarded={guarded} />
        </>
      )}
    </div>
  );
}

function Form({ template, isNew, onSave, onCancel }: { template: ReplyTemplate; isNew: boolean; onSave(template: ReplyTemplate): void; onCancel(): void }) {
  const { t } = useTranslation();
  const names = useNames();
  const [draft, setDraft] = useState(template);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ ...draft, texts: Object.fromEntries(Object.entries(draft.texts).filter(([, text]) => text.trim())) });
  };
  return (
    <form onSubmit={submit} className="templates-form">
      <label>
        {t("templates.id")}
        <input value={draft.id} disabled={!isNew} required pattern="[a-z0-9\-]{1,40}" onChange={(e) => setDraft({ ...draft, id: e.target.value })} data-testid="template-id" />
      </label>
      <label>
        {t("scenario.label")}
        <select value={draft.scenario} onChange={(e) => setDraft({ ...draft, scenario: e.target.value })} data-testid="template-scenario">
          {SCENARIOS.map((name) => (
            <option key={name} value={name}>
              {t(`scenario.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {LANGUAGES.map((language) => (
        <label key={language}>
          {names.language(language)}
          <textarea rows={3} lang={language} value={draft.texts[language] ?? ""} onChange={(e) => setDraft({ ...draft, texts: { ...draft.texts, [language]: e.target.value } })} data-testid={`template-text-${language}`} />
        </label>
      ))}
      <p className="faint">{t("templates.fields", { fields: "{customer} {agent} {store} {order} {items} {total} {status} {carrier} {tracking} {link} {expected}" })}</p>
      <div className="templates-top">
        <Button onClick={onCancel}>{t("templates.cancel")}</Button>
        <Button kind="primary" type="submit" data-testid="template-save">
          {t("templates.save")}
        </Button>
      </div>
    </form>
  );
}

function Model({ guarded }: { guarded(what: () => Promise<void>): Promise<boolean> }) {
  const { t } = useTranslation();
  const names = useNames();
  const [model, setModel] = useState<ScenarioModelView | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = useCallback((method: "GET" | "POST") => guarded(async () => setModel(await rest<ScenarioModelView>(method, "/scenarios/model"))), [guarded]);
  useEffect(() => void ask("GET"), [ask]);
  if (!model) return null;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return (
    <section className="templates-model" data-testid="scenario-model">
      <h3>{t("templates.model")}</h3>
      <p>{t("templates.modelIs", { version: model.version, examples: model.examples, taught: model.taught, accuracy: percent(model.accuracy), rejected: percent(model.rejected) })}</p>
      <p className="faint">{model.languages.map((one) => `${names.language(one.language)} ${percent(one.accuracy)}`).join(" · ")}</p>
      <Button
        disabled={busy}
        onClick={() => {
          setBusy(true);
          void ask("POST").finally(() => setBusy(false));
        }}
        data-testid="retrain"
      >
        {t(busy ? "templates.training" : "templates.retrain")}
      </Button>
    </section>
  );
}
