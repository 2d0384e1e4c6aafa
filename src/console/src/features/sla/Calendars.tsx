import { Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { BusinessCalendar, CountryHolidays, LocalDate, SlaSettings } from "../../protocol";
import { typedWindows, windowsText } from "../../live/spans";
import { Button, IconButton } from "../../ui/Button";
import { useNames } from "../../ui/names";
import { Parsed, Several } from "../../ui/Fields";
import { Row } from "./Policies";

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const ZONES = Intl.supportedValuesOf("timeZone");
const zones = new Set([...ZONES, "UTC", "Etc/UTC"]);

export function Calendars({ settings, holidays, onChange }: { settings: SlaSettings; holidays: readonly CountryHolidays[]; onChange(settings: SlaSettings): void }) {
  const { t } = useTranslation();
  const { calendars } = settings;
  const put = (next: SlaSettings["calendars"]) => onChange({ ...settings, calendars: next });
  return (
    <div className="cards">
      <p className="faint">{t("levels.calendarsHint")}</p>
      <datalist id="zones">
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <Calendar title={<strong className="title">{t("levels.storeHours")}</strong>} hours={settings.calendar} holidays={holidays} onChange={(calendar) => onChange({ ...settings, calendar })} />
      {calendars.map((calendar, i) => (
        <Calendar
          key={calendar.id}
          title={
            <>
              <Parsed value={calendar.name} show={(n) => n} read={(n) => (n.trim() ? n : null)} onChange={(name) => put(calendars.map((c, k) => (k === i ? { ...c, name } : c)))} label={t("levels.name")} className="title" />
              <IconButton label={t("levels.remove")} disabled={settings.policies.some((p) => p.calendar === calendar.id) || settings.policy.calendar === calendar.id} onClick={() => put(calendars.filter((_, k) => k !== i))}>
                <Trash2 size={15} />
              </IconButton>
            </>
          }
          hours={calendar.hours}
          holidays={holidays}
          onChange={(hours) => put(calendars.map((c, k) => (k === i ? { ...c, hours } : c)))}
        />
      ))}
      <Button onClick={() => put([...calendars, { id: `calendar-${Date.now().toString(36)}`, name: t("levels.newCalendar"), hours: settings.calendar }])}>{t("levels.addCalendar")}</Button>
    </div>
  );
}

function Calendar({ title, hours, holidays, onChange }: { title: ReactNode; hours: BusinessCalendar; holidays: readonly CountryHolidays[]; onChange(hours: BusinessCalendar): void }) {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: "long", timeZone: "UTC" });
  const countries = hours.holidayCountries ?? [];
  const openOn = hours.openOn ?? [];
  const today = new Date().toISOString().slice(0, 10);
  const coming = holidays
    .filter((h) => countries.includes(h.country))
    .flatMap((h) => h.days.map((day) => ({ ...day, country: h.country })))
    .filter((day) => day.date >= today)
    .sort((a, b) => (a.date < b.date ? -1 : 1))
    .slice(0, 12);
  return (
    <section className="card" data-testid="calendar">
      <header>{title}</header>
      <Row label={t("levels.zone")}>
        <Parsed value={hours.zone} show={(z) => z} read={(z) => (zones.has(z) ? z : null)} onChange={(zone) => onChange({ ...hours, zone })} label={t("levels.zone")} list="zones" testId="zone" />
      </Row>
      {DAYS.map((day) => (
        <Row key={day} label={weekday.format(new Date(Date.UTC(2024, 0, day)))}>
          <Parsed
            value={hours.windows}
            show={(windows) => windowsText(windows, day)}
            read={(text) => {
              const typed = typedWindows(text, day);
              return typed && [...hours.windows.filter((w) => w.isoDay !== day), ...typed];
            }}
            onChange={(windows) => onChange({ ...hours, windows })}
            label={weekday.format(new Date(Date.UTC(2024, 0, day)))}
            placeholder={t("levels.closed")}
            testId={`day-${day}`}
          />
        </Row>
      ))}
      <Row label={t("levels.holidaysOf")}>
        <Several all={holidays.map((h) => h.country)} value={countries} name={names.country} label={t("levels.holidaysOf")} onChange={(holidayCountries) => onChange({ ...hours, holidayCountries })} />
      </Row>
      {coming.length > 0 && (
        <ul className="holidays" aria-label={t("levels.coming")}>
          {coming.map((day) => {
            const open = openOn.includes(day.date);
            return (
              <li key={day.country + day.date}>
                <label>
                  <input type="checkbox" checked={!open} onChange={() => onChange({ ...hours, openOn: open ? openOn.filter((d) => d !== day.date) : [...openOn, day.date] })} />
                  <span>{names.day(`${day.date}T12:00:00`)}</span>
                  <span className="faint truncate">
                    {day.name} · {day.country}
                  </span>
                </label>
              </li>
            );
          })}
        </ul>
      )}
      <Row label={t("levels.ownHolidays")}>
        <Parsed<LocalDate[]> value={hours.holidays} show={(dates) => dates.join(", ")} read={dates} onChange={(list) => onChange({ ...hours, holidays: list })} label={t("levels.ownHolidays")} placeholder="2026-12-24, 2026-12-31" testId="own-holidays" />
      </Row>
    </section>
  );
}

function dates(text: string): LocalDate[] | null {
  const list = text.split(/[\s,;]+/).filter(Boolean);
  const real = (date: string) => /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);
  return list.every(real) ? [...new Set(list)].sort() : null;
}
