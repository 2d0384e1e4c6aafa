import { ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { AccountHealth } from "../../protocol";
import { formatNav } from "../../live/nav";
import { Empty } from "../../ui/State";
import { Countdown } from "../../ui/SlaChip";
import { useNames } from "../../ui/names";

export function Health({ accounts }: { accounts: readonly AccountHealth[] }) {
  const { t } = useTranslation();
  const names = useNames();
  if (accounts.length === 0)
    return (
      <Empty icon={<ShieldCheck size={30} strokeWidth={1.5} />} title={t("levels.noAccounts")}>
        {t("levels.noAccountsHint")}
      </Empty>
    );
  return (
    <div className="cards">
      {accounts.map((account) => (
        <section className="card" key={account.channel} data-testid="account">
          <header>
            <strong className="title">{account.channel}</strong>
            <span className="faint">{t(account.rule.weekdays ? "levels.ruleWeekdays" : "levels.rule", { rule: account.rule.marketplace, hours: account.rule.hours })}</span>
          </header>
          <div className="shares">
            {account.shares.map((share) => (
              <Share key={share.days} share={share} least={account.rule.share} />
            ))}
          </div>
          <p className="faint">{account.rule.share === null ? t("levels.noThreshold") : t("levels.threshold", { percent: account.rule.share })}</p>
          <h3>{t("levels.next")}</h3>
          {account.next.length === 0 ? (
            <p className="faint">{t("levels.nothingNext")}</p>
          ) : (
            <ul className="next">
              {account.next.map((open) => (
                <li key={open.conversation}>
                  <a href={formatNav({ view: "Open", conversation: open.conversation })}>{t("levels.waitingSince", { time: names.dayTime(open.startedAt) })}</a>
                  <Countdown due={open.dueAt} quarterLeft={new Date(Date.parse(open.dueAt) - (Date.parse(open.dueAt) - Date.parse(open.startedAt)) / 4).toISOString()} />
                </li>
              ))}
            </ul>
          )}
          <p className="faint">{account.rule.source}</p>
        </section>
      ))}
    </div>
  );
}

function Share({ share, least }: { share: AccountHealth["shares"][number]; least: number | null }) {
  const { t } = useTranslation();
  const all = share.inTime + share.late;
  const percent = all === 0 ? null : (100 * share.inTime) / all;
  const state = percent === null || least === null ? "none" : percent >= least ? "good" : "bad";
  return (
    <div className="share" data-state={state}>
      <span className="faint">{t("levels.days", { count: share.days })}</span>
      <strong className="num">{percent === null ? "–" : `${percent.toFixed(percent === 100 ? 0 : 1)} %`}</strong>
      <span className="bar" data-full={state === "bad"} aria-hidden="true">
        <span style={{ width: `${percent ?? 0}%` }} />
      </span>
      <span className="faint num">{t("levels.counted", { inTime: share.inTime, all })}</span>
    </div>
  );
}
