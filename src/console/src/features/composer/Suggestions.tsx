import { useTranslation } from "react-i18next";
import { SCENARIOS, type ConversationId, type Suggestion } from "../../protocol";
import { setScenario } from "../../live/commands";
import { useLive } from "../../live/store";
import { useFreshSuggestions, useSuggestions } from "../../live/suggestions";
import { Words } from "../../ui/Words";

/** What the buyer wants, and up to three replies to it; Alt and a number inserts one. */
export function Suggestions({ id, onPick }: { id: ConversationId; onPick(reply: Suggestion): void }) {
  const { t } = useTranslation();
  useFreshSuggestions(id);
  const found = useSuggestions(id);
  const scenario = useLive((s) => s.threads[id]?.scenario ?? null);
  if (!found) return null;
  return (
    <div className="suggestions" data-testid="suggestions">
      <label className="suggestions-scenario">
        <span className="visually-hidden">{t("scenario.label")}</span>
        <select value={scenario ?? "other"} onChange={(e) => void setScenario(id, e.target.value)} data-testid="scenario">
          {SCENARIOS.map((name) => (
            <option key={name} value={name}>
              {t(`scenario.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {found.replies.map((reply, i) => (
        <button key={reply.template} type="button" className="suggestion" onClick={() => onPick(reply)} aria-keyshortcuts={`Alt+${i + 1}`} data-testid="suggestion">
          <span className="kbd">Alt {i + 1}</span>
          <span className="suggestion-words">
            <Words text={reply.text} language={reply.language} />
            {reply.sent && reply.sentLanguage !== reply.language && <Words text={reply.sent} language={reply.sentLanguage} />}
          </span>
        </button>
      ))}
    </div>
  );
}
