import { X } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Assigned, ClockView, ConversationId, Decision } from "../../protocol";
import { bareId } from "../../live/ids";
import { formatNav, go, useNav } from "../../live/nav";
import { clocksOf } from "../../live/reducer";
import { useLive } from "../../live/store";
import { useSuggestions } from "../../live/suggestions";
import { lastAssigned } from "../../live/timeline";
import { whyChosen, whyNot } from "../../live/why";
import { Ago } from "../../ui/Ago";
import { Avatar } from "../../ui/Avatar";
import { Button, IconButton } from "../../ui/Button";
import { useNames } from "../../ui/names";
import { Countdown } from "../../ui/SlaChip";
import { whyText } from "../../ui/why";
import { WhyWaiting } from "../../ui/WhyWaiting";
import { harmless } from "../../ui/Words";
import "./customer.css";

export function CustomerPanel({ id, onClose }: { id: ConversationId; onClose?(): void }) {
  const { t } = useTranslation();
  const names = useNames();
  const row = useLive((s) => s.rows[id]);
  const thread = useLive((s) => s.threads[id]);
  const stores = useLive((s) => s.stores);
  const view = useNav((s) => s.view);
  if (!row || !thread) return <aside className="customer" aria-label={t("customer.title")} />;
  const customer = thread.customer;
  const language = customer?.language ?? row.language;
  const country = customer?.country ?? row.country;
  const tier = (customer?.tier ?? row.tier).toLowerCase();
  const clocks = clocksOf(thread, row);
  const history = thread.history.filter((h) => h.id !== id);
  return (
    <aside className="customer" aria-label={t("customer.title")} data-testid="customer-panel">
      <header className="customer-head">
        <Avatar name={row.customerName} size={40} />
        <div className="customer-name">
          <h2>
            <bdi>{customer?.name ?? row.customerName}</bdi>
          </h2>
          {tier !== "standard" && <span className="chip">{t(`tier.${tier}`, { defaultValue: tier })}</span>}
        </div>
        {onClose && (
          <IconButton label={t("common.close")} tip={false} onClick={onClose}>
            <X size={17} />
          </IconButton>
        )}
      </header>
      {!customer && <p className="customer-note">{t("customer.unread")}</p>}
      <dl className="facts">
        <Fact name={t("customer.language")}>{names.language(language)}</Fact>
        {country && (
          <Fact name={t("customer.country")}>
            {names.country(country)} <span className="faint">{country}</span>
          </Fact>
        )}
        <Fact name={t("customer.store")}>{stores.find((s) => s.id === row.store)?.name ?? row.store}</Fact>
        <Fact name={t("customer.agent")}>{row.assigneeName ?? t("inbox.noAgent")}</Fact>
        {customer && <Fact name={t("customer.since")}>{names.day(customer.createdAt)}</Fact>}
      </dl>
      <Orders id={id} />
      <Section title={t("sla.title")}>
        {clocks.length === 0 ? (
          <p className="faint">{t("sla.none")}</p>
        ) : (
          <ul className="clocks">
            {clocks.map((clock) => (
              <Clock key={`${clock.clock}${clock.startedAt}`} clock={clock} />
            ))}
          </ul>
        )}
      </Section>
      {row.assignee ? <Why id={id} /> : <Waiting id={id} />}
      {customer && customer.identities.length > 0 && (
        <Section title={t("customer.identities")}>
          <ul className="identities">
            {customer.identities.map((i) => (
              <li key={i.channel + i.identity}>
                <span>{i.channel}</span>
                <bdi className="truncate" title={i.identity}>
                  {i.identity}
                </bdi>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t("customer.history")}>
        {history.length === 0 ? (
          <p className="faint">{t("customer.noHistory")}</p>
        ) : (
          <ul className="history">
            {history.map((h) => (
              <li key={h.id}>
                <a
                  href={formatNav({ view, conversation: h.id })}
                  onClick={(e) => {
                    e.preventDefault();
                    go({ conversation: h.id });
                  }}
                >
                  <span className="truncate" dir="auto">
                    {harmless(h.preview)}
                  </span>
                  <span className="faint">
                    {t(`status.${h.status}`)} · {h.channel} · <Ago at={h.lastMessageAt} />
                  </span>
                </a>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </aside>
  );
}

function Orders({ id }: { id: ConversationId }) {
  const { t } = useTranslation();
  const names = useNames();
  const orders = useSuggestions(id)?.orders ?? [];
  if (orders.length === 0) return null;
  return (
    <Section title={t("orders.title")}>
      <ul className="orders" data-testid="orders">
        {orders.map((order) => (
          <li key={order.id}>
            <span>
              <b>{order.id}</b> · {t(`orders.${order.status}`)}
            </span>
            <span className="faint" dir="auto">
              {order.items.map((item) => (item.quantity > 1 ? `${item.quantity} × ${item.name}` : item.name)).join(t("common.listSeparator"))}
            </span>
            <span className="faint">
              {order.total} {order.currency}
              {order.expectedAt && ` · ${t("orders.expected", { day: names.day(order.expectedAt) })}`}
            </span>
            {order.tracking && (
              <span className="faint">
                {order.carrier} {order.link ? <a href={order.link} target="_blank" rel="noreferrer noopener">{order.tracking}</a> : order.tracking}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="customer-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Clock({ clock }: { clock: ClockView }) {
  const { t } = useTranslation();
  const names = useNames();
  const running = clock.state === "Running" && clock.dueAt;
  return (
    <li>
      <span>
        {t(`sla.clock.${clock.clock}`)}
        {running && (
          <time className="faint num" dateTime={clock.dueAt!}>
            {t("sla.Running", { time: names.soon(clock.dueAt!) })}
          </time>
        )}
      </span>
      {running ? (
        <Countdown due={clock.dueAt!} quarterLeft={clock.quarterLeftAt} />
      ) : (
        <span className="clock-state" data-missed={clock.state === "Missed" || clock.breached}>
          {t(`sla.${clock.state}`, { defaultValue: clock.state, time: "" })}
        </span>
      )}
    </li>
  );
}

function Why({ id }: { id: ConversationId }) {
  const { t } = useTranslation();
  const timeline = useLive((s) => s.threads[id]?.log.timeline);
  const assignee = useLive((s) => s.rows[id]?.assignee);
  const assigned = timeline ? lastAssigned(timeline) : null;
  if (!assigned || assigned.event.agent !== assignee) return null;
  return (
    <Section title={t("why.title")}>
      {assigned.event.why ? <WhyDecision id={id} decision={assigned.event.why} agent={assigned.event.agent} name={assigned.event.agentName} /> : <ByHand event={assigned.event} />}
    </Section>
  );
}

function ByHand({ event }: { event: Assigned }) {
  const { t } = useTranslation();
  const by = useLive((s) => s.agents[bareId(event.by)]?.profile.name);
  return (
    <div className="why" data-testid="why">
      <p>
        {event.by === event.agent ? t("why.took", { name: event.agentName }) : by ? t("why.manualBy", { name: by }) : t("why.manual")}
        {event.over && ` ${t("why.over", { value: event.over.load, limit: event.over.capacity })}`}
      </p>
    </div>
  );
}

/** What the queue thought last. */
function Waiting({ id }: { id: ConversationId }) {
  const { t } = useTranslation();
  const queue = useLive((s) => Object.values(s.queues).find((q) => q.waiting.some((w) => w.conversation === id)));
  const line = queue?.waiting.find((w) => w.conversation === id);
  if (!line?.why || line.why.agent) return null;
  return (
    <Section title={t("why.waiting")}>
      <WhyWaiting decision={line.why} rules={queue?.rules ?? null} language={line.language} />
    </Section>
  );
}

function WhyDecision({ id, decision, agent, name }: { id: ConversationId; decision: Decision; agent: string; name: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const [open, setOpen] = useState(false);
  const agents = useLive((s) => s.agents);
  const language = useLive((s) => s.rows[id]?.language ?? "und");
  const parts = whyChosen(decision, agents[bareId(agent)], language);
  const others = decision.candidates.filter((c) => bareId(c.agent) !== bareId(decision.agent));
  const phrase = (list: string[]) => list.join(t("common.listSeparator"));
  return (
    <div className="why" data-testid="why">
      <p>
        <b>
          <bdi>{name}</bdi>
        </b>{" "}
        {phrase(parts.map((p) => whyText(p, t, names)))}
      </p>
      {others.length > 0 && (
        <Button kind="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("why.others")} ({others.length})
        </Button>
      )}
      {open && (
        <ul>
          {others.map((c) => (
            <li key={c.agent}>
              <bdi>{c.name}</bdi> <span className="faint">{phrase(c.reasons.map((r) => whyText(whyNot(r), t, names)))}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
