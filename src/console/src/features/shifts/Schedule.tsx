import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgentView, BusinessCalendar, CountryHolidays, LocalDate, ShiftDay, ShiftPreview, SkillLevel } from "../../protocol";
import { Problem, rest } from "../../live/rest";
import { typedWindows, windowsText } from "../../live/spans";
import { Button } from "../../ui/Button";
import { Parsed, Several } from "../../ui/Fields";
import { useNames } from "../../ui/names";

const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
const ZONES = Intl.supportedValuesOf("timeZone");
const zones = new Set([...ZONES, "UTC", "Etc/UTC"]);
const usual = (): BusinessCalendar => ({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, windows: [1, 2, 3, 4, 5].map((isoDay) => ({ isoDay, fromMinute: 540, toMinute: 1020 })), holidays: [], holidayCountries: null, openOn: null });

interface Plan {
  shift: BusinessCalendar | null;
  shiftDays: ShiftDay[];
  skills: SkillLevel[];
}

const planOf = ({ profile }: AgentView): Plan => ({ shift: profile.shift, shiftDays: profile.shiftDays ?? [], skills: profile.skills });

/** One agent's week, dates of their own and skills; the coming days are shown before anything is saved. */
export function Schedule({ agent, onSaved }: { agent: AgentView; onSaved(): void }) {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const [plan, setPlan] = useState(() => planOf(agent));
  const [state, setState] = useState<"no" | "busy" | "done" | { failed: string }>("no");
  const [countries, setCountries] = useState<string[]>([]);
  const { shift, shiftDays, skills } = plan;
  const changed = JSON.stringify(plan) !== JSON.stringify(planOf(agent));
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: "long", timeZone: "UTC" });
  const change = (next: Partial<Plan>) => {
    setPlan({ ...plan, ...next });
    setState("no");
  };
  const put = (next: Partial<BusinessCalendar>) => shift && change({ shift: { ...shift, ...next } });
  useEffect(() => {
    rest<{ data: CountryHolidays[] }>("GET", "/sla/holidays").then(
      (known) => setCountries(known.data.map((c) => c.country)),
      () => undefined,
    );
  }, []);
  const save = async () => {
    setState("busy");
    try {
      const view = await rest<AgentView>("PUT", `/agents/${agent.id}/schedule`, plan);
      setPlan(planOf(view));
      setState("done");
      onSaved();
    } catch (error) {
      setState({ failed: error instanceof Problem ? error.message : t("common.failedHint") });
    }
  };
  return (
    <div className="schedule" data-testid="schedule">
      <header className="schedule-head">
        <h3>
          <bdi>{agent.profile.name}</bdi>
        </h3>
        <span role="status" className="faint">
          {typeof state === "object" ? <span className="wrong">{state.failed}</span> : state === "done" && !changed ? t("languages.saved") : changed ? t("levels.unsaved") : ""}
        </span>
        <Button disabled={!changed} onClick={() => change(planOf(agent))}>
          {t("levels.undo")}
        </Button>
        <Button kind="primary" disabled={!changed || state === "busy"} onClick={() => void save()} data-testid="save-schedule">
          {t("levels.save")}
        </Button>
      </header>
      <div className="schedule-body">
        <section className="schedule-card">
          <label className="schedule-check">
            <input type="checkbox" checked={shift !== null} onChange={() => change({ shift: shift ? null : usual() })} data-testid="shift-planned" />
            {t("shifts.planned")}
          </label>
          {!shift && <p className="faint">{t("shifts.always")}</p>}
          {shift && (
            <>
              <datalist id="shift-zones">
                {ZONES.map((zone) => (
                  <option key={zone} value={zone} />
                ))}
              </datalist>
              <Row label={t("levels.zone")}>
                <Parsed value={shift.zone} show={(z) => z} read={(z) => (zones.has(z) ? z : null)} onChange={(zone) => put({ zone })} label={t("levels.zone")} list="shift-zones" testId="shift-zone" />
              </Row>
              {WEEK.map((day) => {
                const name = weekday.format(new Date(Date.UTC(2024, 0, day)));
                return (
                  <Row key={day} label={name}>
                    <Parsed
                      value={shift.windows}
                      show={(windows) => windowsText(windows, day)}
                      read={(text) => {
                        const typed = typedWindows(text, day);
                        return typed && [...shift.windows.filter((w) => w.isoDay !== day), ...typed];
                      }}
                      onChange={(windows) => put({ windows })}
                      label={name}
                      placeholder={t("shifts.off")}
                      testId={`shift-${day}`}
                    />
                  </Row>
                );
              })}
              <Row label={t("shifts.daysOff")}>
                <Parsed<LocalDate[]> value={shift.holidays} show={(list) => list.join(", ")} read={dates} onChange={(holidays) => put({ holidays })} label={t("shifts.daysOff")} placeholder="2026-12-24, 2026-12-31" testId="shift-off" />
              </Row>
              <Row label={t("shifts.ownDays")}>
                <Parsed<ShiftDay[]> value={shiftDays} show={daysText} read={typedDays} onChange={(list) => change({ shiftDays: list })} label={t("shifts.ownDays")} placeholder="2026-12-27 10:00-14:00" testId="shift-days" />
              </Row>
              <Row label={t("levels.holidaysOf")}>
                <Several all={countries} value={shift.holidayCountries ?? []} name={names.country} label={t("levels.holidaysOf")} onChange={(list) => put({ holidayCountries: list })} />
              </Row>
            </>
          )}
          <h4>{t("shifts.skills")}</h4>
          <Row label={t("shifts.skillsLabel")}>
            <Parsed<SkillLevel[]> value={skills} show={skillsText} read={typedSkills} onChange={(list) => change({ skills: list })} label={t("shifts.skills")} placeholder="returns 3, dispute 5" testId="skills" />
          </Row>
          <p className="faint">{t("shifts.skillsHint")}</p>
        </section>
        {shift && <Preview shift={shift} shiftDays={shiftDays} />}
      </div>
    </div>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="schedule-row">
      <span>{label}</span>
      {children}
    </div>
  );
}

/** What the plan comes to in the viewer's own time, asked of the server as it is typed. */
function Preview({ shift, shiftDays }: { shift: BusinessCalendar; shiftDays: ShiftDay[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const [preview, setPreview] = useState<ShiftPreview | "failed" | null>(null);
  const body = JSON.stringify({ shift, shiftDays, days: 14 });
  useEffect(() => {
    const asked = new AbortController();
    const timer = setTimeout(() => {
      rest<ShiftPreview>("POST", "/shifts/preview", JSON.parse(body), asked.signal).then(setPreview, () => asked.signal.aborted || setPreview("failed"));
    }, 250);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [body]);
  return (
    <section className="schedule-card" aria-live="polite" data-testid="shift-preview">
      <h4>{t("shifts.preview")}</h4>
      {preview === "failed" && <p className="wrong">{t("levels.previewFailed")}</p>}
      {preview && preview !== "failed" && preview.problem && <p className="wrong">{preview.problem}</p>}
      {preview && preview !== "failed" && !preview.problem && preview.stretches.length === 0 && <p className="faint">{t("shifts.none")}</p>}
      {preview && preview !== "failed" && (
        <ul>
          {preview.stretches.map((s) => (
            <li key={s.from} className="num">
              <span>{names.date(s.from)}</span>
              <span>
                {names.time(s.from)}–{names.time(s.to)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="faint">{t("shifts.yourTime")}</p>
    </section>
  );
}

const isDate = (date: string) => /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);

function dates(text: string): LocalDate[] | null {
  const list = text.split(/[\s,;]+/).filter(Boolean);
  return list.every(isDate) ? [...new Set(list)].sort() : null;
}

function daysText(days: readonly ShiftDay[]): string {
  return [...new Set(days.map((d) => d.date))].map((date) => `${date} ${windowsText(days.filter((d) => d.date === date).map((d) => ({ ...d, isoDay: 1 })), 1)}`).join(", ");
}

function typedDays(text: string): ShiftDay[] | null {
  const days: ShiftDay[] = [];
  for (const part of text.split(/[,;]/).map((p) => p.trim()).filter(Boolean)) {
    const [date = "", ...hours] = part.split(/\s+/);
    const windows = typedWindows(hours.join(" "), 1);
    if (!isDate(date) || !windows || windows.length === 0 || days.some((d) => d.date === date)) return null;
    days.push(...windows.map(({ fromMinute, toMinute }) => ({ date, fromMinute, toMinute })));
  }
  return days;
}

const skillsText = (skills: readonly SkillLevel[]) => skills.map((s) => `${s.skill} ${s.level}`).join(", ");

function typedSkills(text: string): SkillLevel[] | null {
  const parts = text.split(/[,;]/).map((p) => /^\s*(\S.*?)\s+([1-5])\s*$/.exec(p) ?? (p.trim() ? null : undefined)).filter((p) => p !== undefined);
  return parts.includes(null) ? null : parts.map((p) => ({ skill: p![1]!, level: Number(p![2]) }));
}
