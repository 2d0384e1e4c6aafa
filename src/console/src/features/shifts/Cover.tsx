import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TeamCover } from "../../protocol";
import { rest } from "../../live/rest";
import { useNames } from "../../ui/names";
import { Failed, Skeletons } from "../../ui/State";

const HOURS = 24;
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "Etc/UTC";

/** The coming seven days of a team, hour by hour: for each language how many are there, and where nobody is. */
export function Cover({ team }: { team: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const [cover, setCover] = useState<TeamCover | "failed" | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const asked = new AbortController();
    setCover(null);
    rest<TeamCover>("GET", `/teams/${team}/cover?zone=${encodeURIComponent(zone())}`, undefined, asked.signal).then(setCover, () => asked.signal.aborted || setCover("failed"));
    return () => asked.abort();
  }, [team, tries]);
  if (cover === "failed") return <Failed title={t("shifts.coverFailed")} onRetry={() => setTries(tries + 1)} />;
  if (cover === null) return <Skeletons rows={3} />;
  const day = (i: number) => new Date(Date.parse(`${cover.from}T12:00:00Z`) + i * 86_400_000).toISOString();
  return (
    <section className="cover" data-testid="cover">
      <h3>{t("shifts.coverOf", { team })}</h3>
      <p className="faint">
        {t("shifts.coverHint", { zone: cover.zone })} {cover.unplanned > 0 && t("shifts.coverUnplanned", { count: cover.unplanned })}
      </p>
      {cover.languages.length === 0 && <p>{t("shifts.coverNone")}</p>}
      {cover.languages.map((l) => {
        const empty = l.agents.filter((n) => n === 0).length;
        const most = Math.max(1, ...l.agents);
        return (
          <div key={l.language} className="cover-language" data-testid="cover-language" data-language={l.language}>
            <h4>
              {names.language(l.language)} <small data-empty={empty > 0}>{empty > 0 ? t("shifts.uncovered", { count: empty }) : t("shifts.covered")}</small>
            </h4>
            <table>
              <caption className="visually-hidden">{names.language(l.language)}</caption>
              <tbody>
                {Array.from({ length: 7 }, (_, d) => (
                  <tr key={d}>
                    <th scope="row">{names.date(day(d)).slice(0, 3)}</th>
                    {l.agents.slice(d * HOURS, (d + 1) * HOURS).map((n, h) => (
                      <td key={h} data-empty={n === 0} style={{ "--of": n / most } as React.CSSProperties} title={`${names.date(day(d))} ${String(h).padStart(2, "0")}:00 · ${n}`}>
                        <span className="visually-hidden">{n}</span>
                      </td>
                    ))}
                  </tr>
                ))}
                <tr aria-hidden="true">
                  <th />
                  {Array.from({ length: HOURS }, (_, h) => (
                    <td key={h} className="cover-hour num">
                      {h % 3 === 0 && h}
                    </td>
                  ))}
                </tr>
              </tbody>
            </table>
          </div>
        );
      })}
    </section>
  );
}
