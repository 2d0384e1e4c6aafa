import { useTranslation } from "react-i18next";
import type { Decision, TeamRules } from "../protocol";
import { obstacle, whyNot } from "../live/why";
import { useNames } from "./names";
import { whyText } from "./why";

/** Why nobody has taken it yet: what stands in the way in a word, the step, each agent's reasons, and when it looks again. */
export function WhyWaiting({ decision, rules, language }: { decision: Decision; rules: TeamRules | null; language: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const steps = rules?.steps.steps ?? [];
  const step = steps[decision.step];
  const next = steps[decision.step + 1];
  return (
    <div className="why" data-testid="why-waiting" data-obstacle={obstacle(decision)}>
      <p>
        <b>{t(`why.obstacle.${obstacle(decision)}`)}</b>
      </p>
      {step && (
        <p className="faint">
          {t("why.step", { step: decision.step + 1, of: steps.length })} {t(`why.needs.${step.leastProficiency}`, { language: names.languageInText(language) })}
        </p>
      )}
      <ul>
        {decision.candidates.map((c) => (
          <li key={c.agent}>
            <bdi>{c.name}</bdi> <span className="faint">{c.reasons.map((r) => whyText(whyNot(r), t, names)).join(t("common.listSeparator"))}</span>
          </li>
        ))}
      </ul>
      {decision.candidates.length === 0 && <p className="faint">{t("why.nobodyInTeam")}</p>}
      {decision.notListed > 0 && <p className="faint">{t("why.notListed", { value: decision.notListed })}</p>}
      {decision.lookAgainAt && (
        <p className="faint">
          {t("why.lookAgain", { time: names.time(decision.lookAgainAt) })} {next && next.leastProficiency !== step?.leastProficiency && t(`why.then.${next.leastProficiency}`, { language: names.languageInText(language) })}
        </p>
      )}
    </div>
  );
}
