import { BellRing } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Offer } from "../../protocol";
import { answerOffer } from "../../live/commands";
import { bareId } from "../../live/ids";
import { go } from "../../live/nav";
import { useLive } from "../../live/store";
import { whyOffered } from "../../live/why";
import { Button } from "../../ui/Button";
import { useNames } from "../../ui/names";
import { whyText } from "../../ui/why";
import "./offers.css";

/** What the queue asks of this agent, with the time left to say so. Y accepts, X declines. */
export function OfferBanner() {
  const offers = useLive((s) => (s.me ? s.agents[bareId(s.me.id)]?.offers : null));
  const first = offers?.[0];
  return (
    <div className="offer" role="status" aria-live="assertive" data-shown={Boolean(first)}>
      {first && <OfferLine key={first.conversation} offer={first} more={offers.length - 1} />}
    </div>
  );
}

function OfferLine({ offer, more }: { offer: Offer; more: number }) {
  const { t } = useTranslation();
  const names = useNames();
  const row = useLive((s) => s.rows[offer.conversation]);
  const me = useLive((s) => (s.me ? s.agents[bareId(s.me.id)] : undefined));
  const offset = useLive((s) => s.offset);
  const [now, setNow] = useState(Date.now());
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const until = Date.parse(offer.until);
  const left = Math.max(0, until - now - offset);
  const reasons = whyOffered(offer, me).map((part) => whyText(part, t, names)).join(t("common.listSeparator"));
  const answer = (accept: boolean) => {
    setAsked(true);
    void answerOffer(offer.conversation, accept).then((done) => {
      setAsked(false);
      if (done && accept) go({ view: "Mine", conversation: offer.conversation });
    });
  };
  return (
    <>
      <BellRing size={16} aria-hidden="true" />
      <div className="offer-text" data-testid="offer">
        <b>
          {t("offer.title")}
          {row && ": "}
          {row && t("offer.for", { name: row.customerName, language: names.languageInText(row.language) })}
        </b>
        {row && <span className="offer-preview">{row.preview}</span>}
        <small data-testid="offer-why">{t("offer.because", { reasons })}</small>
      </div>
      {more > 0 && <span className="faint">{t("offer.more", { count: more })}</span>}
      <span className="offer-left num" aria-hidden="true" data-testid="offer-left">
        {t("offer.left", { seconds: Math.ceil(left / 1000) })}
      </span>
      <Button kind="primary" disabled={asked} onClick={() => answer(true)} data-testid="offer-accept">
        {t("offer.accept")} <kbd className="kbd">Y</kbd>
      </Button>
      <Button kind="quiet" disabled={asked} onClick={() => answer(false)} data-testid="offer-decline">
        {t("offer.decline")} <kbd className="kbd">X</kbd>
      </Button>
      <span className="offer-time" aria-hidden="true" style={{ transform: `scaleX(${left / Math.max(1, until - Date.parse(offer.at))})` }} />
    </>
  );
}
