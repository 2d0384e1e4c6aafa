import { ArrowDown, ChevronUp } from "lucide-react";
import { Fragment, useEffect, useLayoutEffect, useRef, useState, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationId, ConversationRow } from "../../protocol";
import { useLive } from "../../live/store";
import type { Timeline as Folded, TimelineItem } from "../../live/timeline";
import { Button } from "../../ui/Button";
import { useNames } from "../../ui/names";
import { Inbound, Note, Reply } from "./Messages";
import { Pending } from "./Pending";
import { SystemLine } from "./SystemLine";

/** So many of the newest items are in the document; earlier ones on request. */
const WINDOW = 120;
const NEAR = 90;

export function Timeline({ id, row, timeline }: { id: ConversationId; row: ConversationRow; timeline: Folded }) {
  const { t } = useTranslation();
  const names = useNames();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);
  const [limit, setLimit] = useState(WINDOW);
  const [readTo, setReadTo] = useState(() => timeline.items.length);
  const outgoing = useLive((s) => s.outgoing);
  const waiting = outgoing.filter((o) => o.conversation === id && !timeline.index.has(o.message));
  const items = timeline.items.slice(-limit);
  const hidden = timeline.items.length - items.length;

  const toEnd = (smooth = false) => {
    const box = scroller.current;
    if (box) box.scrollTo({ top: box.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  };

  useLayoutEffect(() => {
    toEnd();
    const watch = new ResizeObserver(() => stuck.current && toEnd());
    if (content.current) watch.observe(content.current);
    if (scroller.current) watch.observe(scroller.current);
    return () => watch.disconnect();
  }, []);

  // What I send myself is shown, wherever I was reading.
  const lastWaiting = waiting[waiting.length - 1]?.message;
  useEffect(() => {
    if (lastWaiting) toEnd();
  }, [lastWaiting]);
  useEffect(() => {
    if (!away) setReadTo(timeline.items.length);
  }, [away, timeline.items.length]);

  // Who unfolds a long text wants its beginning, not to be carried to the end.
  const unfolding = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest(".words-more, .timeline-earlier")) stuck.current = false;
  };

  const onScroll = () => {
    const box = scroller.current!;
    stuck.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    setAway(!stuck.current);
  };
  const fresh = timeline.items.slice(readTo).filter((i) => i.type === "inbound" || i.type === "reply").length;

  return (
    <div className="timeline-frame">
      <div className="timeline" ref={scroller} onScroll={onScroll} onClickCapture={unfolding} tabIndex={0} role="region" aria-label={t("conversation.timeline")} data-testid="timeline">
        <div className="timeline-content" ref={content}>
          {hidden > 0 && (
            <Button kind="quiet" className="timeline-earlier" onClick={() => setLimit(limit + WINDOW * 2)}>
              <ChevronUp size={15} aria-hidden="true" />
              {t("conversation.earlier", { count: hidden })}
            </Button>
          )}
          {items.map((item, i) => (
            <Fragment key={item.sequence}>
              {(i === 0 || !sameDay(item.at, items[i - 1]!.at)) && <Day at={item.at} label={names.date(item.at)} />}
              <Item item={item} row={row} previous={items[i - 1]} />
            </Fragment>
          ))}
          {waiting.map((o) => (
            <Pending key={o.message} item={o} timeline={timeline} />
          ))}
        </div>
      </div>
      {away && (
        <button type="button" className="to-latest" onClick={() => toEnd(true)} data-testid="to-latest">
          <ArrowDown size={15} aria-hidden="true" />
          {fresh > 0 ? t("conversation.newBelow", { count: fresh }) : t("conversation.latest")}
        </button>
      )}
      <Announce timeline={timeline} name={row.customerName} />
    </div>
  );
}

function Item({ item, row, previous }: { item: TimelineItem; row: ConversationRow; previous: TimelineItem | undefined }) {
  switch (item.type) {
    case "inbound":
      return <Inbound item={item} row={row} joined={previous?.type === "inbound" && Date.parse(item.at) - Date.parse(previous.at) < 5 * 60_000} />;
    case "reply":
      return <Reply item={item} row={row} />;
    case "note":
      return <Note item={item} row={row} />;
    case "system":
      return <SystemLine item={item} row={row} />;
  }
}

function sameDay(a: string, b: string): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function Day({ at, label }: { at: string; label: string }) {
  const { t } = useTranslation();
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  return (
    <div className="day" role="separator">
      <time dateTime={at}>{days === 0 ? t("conversation.today") : days === 1 ? t("conversation.yesterday") : label}</time>
    </div>
  );
}

/** Says what has just come in, once; not what was there when the conversation was opened. */
function Announce({ timeline, name }: { timeline: Folded; name: string }) {
  const { t } = useTranslation();
  const known = useRef(timeline.items.length);
  const [text, setText] = useState("");
  useEffect(() => {
    const added = timeline.items.slice(known.current);
    known.current = timeline.items.length;
    const inbound = added.filter((i) => i.type === "inbound").at(-1);
    const late = added.find((i) => i.type === "system" && i.event.kind === "sla" && i.event.signal === "Breach");
    if (late?.type === "system" && late.event.kind === "sla") setText(`${t(`sla.clock.${late.event.clock}`)}: ${t("sla.state.breached")}`);
    if (inbound) setText(t("conversation.announce", { name, text: inbound.message.text.slice(0, 200) }));
  }, [timeline, name, t]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
