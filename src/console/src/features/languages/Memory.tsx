import { Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { rest } from "../../live/rest";
import { Button, IconButton } from "../../ui/Button";

interface Remembered {
  key: string;
  text: string;
  translator: string;
  at: string;
}

/** What the store's translation memory holds, to look through and to forget. */
export function Memory({ store }: { store: string }) {
  const { t, i18n } = useTranslation();
  const [words, setWords] = useState("");
  const [found, setFound] = useState<Remembered[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  const path = `/stores/${store}/languages/memory`;
  const contains = words.trim() && `contains=${encodeURIComponent(words.trim())}`;

  useEffect(() => {
    let current = true;
    const soon = setTimeout(
      () =>
        void rest<{ data: Remembered[] }>("GET", `${path}?limit=50&${contains}`).then(
          (page) => current && (setFound(page.data), setFailed(false)),
          () => current && setFailed(true),
        ),
      200,
    );
    return () => {
      current = false;
      clearTimeout(soon);
    };
  }, [path, contains, turn]);

  const forget = (what: string) =>
    rest<unknown>("DELETE", `${path}${what}`).then(
      () => setTurn((old) => old + 1),
      () => setFailed(true),
    );
  return (
    <section data-testid="memory">
      <h3>{t("languages.memory")}</h3>
      <p>{t("languages.memoryHint")}</p>
      <div className="languages-search">
        <input type="search" dir="auto" value={words} onChange={(e) => setWords(e.target.value)} onKeyDown={(e) => e.key === "Enter" && e.preventDefault()} placeholder={t("languages.memorySearch")} aria-label={t("languages.memorySearch")} />
        <Button type="button" disabled={!contains || !found?.length} onClick={() => void forget(`?${contains}`)} data-testid="forget-all">
          {t("languages.forgetAll")}
        </Button>
      </div>
      {failed && <b role="alert">{t("conversation.failed")}</b>}
      <ul className="languages-memory">
        {found?.map((one) => (
          <li key={one.key}>
            <span dir="auto">{one.text}</span>
            <small>
              {one.translator} · {new Date(one.at).toLocaleDateString(i18n.language)}
            </small>
            <IconButton label={t("languages.forget")} onClick={() => void forget(`/${one.key}`)}>
              <Trash2 size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      {found?.length === 0 && <p>{t("languages.memoryEmpty")}</p>}
    </section>
  );
}
