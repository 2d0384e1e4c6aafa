// Sample conversations for working on the console without a server. Development only.
import type { AgentView, LoggedEvent, ConversationEvent, ConversationId, CustomerId, CustomerTier, Me, AgentId, MessageId, Priority, ConversationStatus, SlaClockKind } from "../src/protocol";

let n = 0;
export const hex = (seed: number) => (seed * 2654435761 % 4294967296).toString(16).padStart(8, "0").repeat(4);
export const msg = (): MessageId => `msg_${hex(++n + 9000)}`;

export const accounts: Record<string, Me> = Object.fromEntries(
  ([["alex@nordlicht.example", "Alex Morgan", "en", 1], ["lin@nordlicht.example", "林薇", "zh", 2], ["maria@nordlicht.example", "María Ortega", "es", 3]] as const)
    .map(([email, name, language, i]) => [email, { id: `agt_${hex(i)}` as AgentId, name, email, role: i === 2 ? "Admin" : "Agent", language, stores: ["nordlicht", "casa-luz"] } satisfies Me]),
);

const seat = (i: number, name: string, presence: AgentView["presence"], load: number, langs: [string, "Native" | "Fluent" | "Assisted"][]): AgentView => ({
  id: `agt_${hex(i)}`, presence, reason: null, load, conversations: Math.ceil(load / 2), idleSince: null, offers: null, draining: false, onShift: true, version: 1,
  profile: { id: `agt_${hex(i)}`, shift: null, tiers: null, name, role: "Agent", capacity: 12, languages: langs.map(([code, proficiency]) => ({ code, proficiency })), skills: [{ skill: "returns", level: 4 }], teams: ["care"], stores: ["*"] },
});
export const agents: AgentView[] = [
  seat(1, "Alex Morgan", "Online", 7, [["en", "Native"], ["de", "Fluent"], ["es", "Fluent"]]),
  seat(2, "林薇", "Online", 10, [["zh", "Native"], ["en", "Fluent"]]),
  seat(3, "María Ortega", "Online", 3, [["es", "Native"], ["pt", "Fluent"]]),
  seat(4, "Yuki Tanaka", "Busy", 12, [["ja", "Native"], ["en", "Fluent"]]),
  seat(5, "Omar Haddad", "Away", 0, [["ar", "Native"], ["fr", "Fluent"]]),
  seat(6, "Julia Brandt", "Offline", 0, [["de", "Native"]]),
];

export interface Line { in?: string; out?: string; sent?: string; lang?: string; t?: Record<string, string>; note?: string; state?: "Failed" | "Unavailable" | "Pending"; reason?: string; min: number; by?: number; delivery?: "Delivered" | "Retrying" | "Failed" | "Queued"; status?: ConversationStatus; prio?: Priority; sla?: "PercentWarning" | "TimeWarning" | "Breach"; queue?: string; assign?: number; manual?: boolean }
export interface Seed { name: string; lang: string; country: string | null; channel: string; store?: string; tier?: CustomerTier; prio?: Priority; who: number | null; status?: ConversationStatus; due: number | null; clock?: SlaClockKind; lines: Line[] }

const log = Array.from({ length: 900 }, (_, i) => `${String(i + 1).padStart(4, "0")} 2026-11-2${i % 3} 0${i % 9}:1${i % 6} scan event depot ${i * 37 % 91} status=${["in_transit", "sorted", "held", "out_for_delivery"][i % 4]}`).join("\n");

export const seeds: Seed[] = [
  { name: "Katharina Vogel", lang: "de", country: "DE", channel: "web-chat", who: 1, due: 6.4, clock: "NextResponse", prio: "High", tier: "Vip", lines: [
    { min: 1500, queue: "new" }, { min: 1499, assign: 1 },
    { min: 1499, in: "Guten Tag, ich habe am 12. November die Stehlampe „Aurora“ bestellt (Bestellung NL-48213). Laut Sendungsverfolgung liegt das Paket seit fünf Tagen im Zollamt Leipzig. Können Sie mir sagen, was da los ist?", t: { en: "Hello, on 12 November I ordered the “Aurora” floor lamp (order NL-48213). According to tracking, the parcel has been at the customs office in Leipzig for five days. Can you tell me what is going on?", zh: "您好，我于11月12日订购了“Aurora”落地灯（订单 NL-48213）。物流显示包裹已在莱比锡海关停留五天。请问是怎么回事？", es: "Buenos días, el 12 de noviembre pedí la lámpara de pie «Aurora» (pedido NL-48213). Según el seguimiento, el paquete lleva cinco días en la aduana de Leipzig. ¿Me puede decir qué ocurre?" } },
    { min: 1450, out: "Good morning Ms Vogel, thank you for writing. The carrier was missing the customs invoice; I sent it to them today. You should see movement within two working days.", sent: "Guten Morgen Frau Vogel, vielen Dank für Ihre Nachricht. Dem Zustelldienst fehlte die Zollrechnung; ich habe sie heute nachgereicht. Innerhalb von zwei Werktagen sollte sich etwas bewegen.", delivery: "Delivered", by: 1 },
    { min: 1445, in: "Vielen Dank für die schnelle Antwort!", t: { en: "Thank you for the quick reply!", zh: "感谢您的快速回复！", es: "¡Gracias por la rápida respuesta!" } },
    { min: 1440, status: "Waiting", by: 1 },
    { min: 62, in: "Leider hat sich seitdem nichts getan. Die Lampe ist ein Geburtstagsgeschenk für Samstag. Wenn sie bis dahin nicht kommt, möchte ich mein Geld zurück.", t: { en: "Unfortunately nothing has happened since. The lamp is a birthday present for Saturday. If it does not arrive by then, I want my money back.", zh: "可惜到现在还没有任何进展。这盏灯是周六的生日礼物。如果到时还没送到，我要求退款。", es: "Lamentablemente no ha pasado nada desde entonces. La lámpara es un regalo de cumpleaños para el sábado. Si no llega para entonces, quiero que me devuelvan el dinero." } },
    { min: 60, note: "Carrier portal says released this morning, 06:40. Refund limit is fine for me (€129), but she would rather have the lamp — offer express re-ship from the Poznań warehouse first?", by: 2 },
    { min: 8, prio: "High", by: 1 }, { min: 5, sla: "TimeWarning" },
    { min: 2, in: "Hallo? Ist da jemand?", t: { en: "Hello? Is anybody there?", zh: "喂？有人吗？", es: "¿Hola? ¿Hay alguien?" } },
  ] },
  { name: "محمد الشامي", lang: "ar", country: "AE", channel: "whatsapp", who: 1, due: -3.2, clock: "FirstResponse", prio: "Urgent", lines: [
    { min: 70, queue: "new" }, { min: 68, assign: 1 },
    { min: 68, in: "السلام عليكم، وصلني الطلب رقم NL-50177 ولكن الزجاج مكسور. أرفقت صوراً في https://img.example/50177 وأريد استبداله بأسرع وقت ممكن.", t: { en: "Peace be upon you. Order no. NL-50177 arrived but the glass is broken. I attached photos at https://img.example/50177 and want it replaced as soon as possible.", zh: "您好，订单 NL-50177 已收到，但玻璃碎了。照片在 https://img.example/50177，我希望尽快更换。", es: "La paz sea con usted. Me llegó el pedido n.º NL-50177, pero el cristal está roto. Adjunté fotos en https://img.example/50177 y quiero que lo cambien cuanto antes." } },
    { min: 3, sla: "Breach" } ] },
  { name: "佐藤 美咲", lang: "ja", country: "JP", channel: "amazon-jp", who: 1, due: 96, clock: "Marketplace", lines: [
    { min: 190, queue: "new" }, { min: 189, assign: 1, manual: true },
    { min: 189, in: "注文した座布団カバーのサイズが合いませんでした。55×59と書いてありましたが、届いたものは50×50でした。交換は可能でしょうか。お手数ですがよろしくお願いいたします。", t: { en: "The cushion cover I ordered does not fit. The listing said 55×59, but the one delivered is 50×50. Would an exchange be possible? Thank you for your trouble.", zh: "我订购的坐垫套尺寸不合适。页面写的是55×59，但收到的是50×50。可以换货吗？麻烦您了。" }, state: undefined },
    { min: 120, out: "Dear Ms Sato, I am very sorry for the mistake. We will send the right size today and you may keep the wrong one.", sent: "佐藤様、この度は誠に申し訳ございません。本日、正しいサイズのものを発送いたします。誤ってお届けした商品はそのままお持ちください。", by: 1, delivery: "Retrying" },
    { min: 40, in: "ご丁寧にありがとうございます。お待ちしております。", state: "Pending" } ] },
  { name: "Lucía Fernández", lang: "es", country: "MX", channel: "web-chat", store: "casa-luz", who: 1, due: 41, clock: "FirstResponse", lines: [
    { min: 22, queue: "new" }, { min: 21, assign: 1 },
    { min: 21, in: "Buenas tardes. ¿La cafetera de 6 tazas funciona con inducción? En la foto parece de aluminio y no quiero equivocarme.", t: { en: "Good afternoon. Does the 6-cup coffee maker work on induction? In the photo it looks like aluminium and I don't want to get it wrong.", zh: "下午好。6杯装的咖啡壶能用电磁炉吗？照片上看起来是铝的，我不想买错。" } } ] },
  { name: "Giulia Conti", lang: "it", country: "IT", channel: "e-mail", who: 1, due: 210, clock: "NextResponse", lines: [
    { min: 420, assign: 1 }, { min: 419, in: "Buongiorno, vi inoltro il registro completo del corriere come richiesto.\n\n" + log, state: "Failed", reason: "text too large for the provider (72 kB)" } ] },
  { name: "Piotr Zieliński", lang: "pl", country: "PL", channel: "allegro", who: 1, due: 540, clock: "Resolution", tier: "Wholesale", lines: [
    { min: 700, assign: 1 }, { min: 699, in: "Dzień dobry, czy przy zamówieniu 40 sztuk możliwy jest rabat hurtowy?", state: "Unavailable" },
    { min: 400, out: "Hello! From 25 pieces we give 12 %, from 50 pieces 18 %.", sent: "Hello! From 25 pieces we give 12 %, from 50 pieces 18 %.", by: 1, delivery: "Delivered" },
    { min: 100, in: "Dziękuję, wrócę z zamówieniem.", state: "Unavailable" } ] },
  { name: "Chloé Marchand", lang: "fr", country: "FR", channel: "tiktok-shop", who: 1, status: "Waiting", due: null, lines: [
    { min: 900, assign: 1 }, { min: 899, in: "Bonjour, le code promo NOEL15 ne marche pas 😢", t: { en: "Hello, the promo code NOEL15 does not work 😢" } },
    { min: 890, out: "Hi Chloé, the code starts on 1 December. I have put a note on your account so it will work for your basket today.", sent: "Bonjour Chloé, le code est valable à partir du 1er décembre. J’ai noté sur votre compte qu’il fonctionne dès aujourd’hui pour votre panier.", by: 1, delivery: "Failed" },
    { min: 889, status: "Waiting", by: 1 } ] },
  { name: "王小明", lang: "zh", country: "CN", channel: "web-chat", who: null, due: 12, clock: "FirstResponse", prio: "High", lines: [
    { min: 18, queue: "new" }, { min: 18, in: "我昨天下的单，能改一下收货地址吗？新地址是上海市浦东新区世纪大道 88 号 1203 室。", t: { en: "I placed an order yesterday, can the delivery address be changed? The new one is Room 1203, 88 Century Avenue, Pudong, Shanghai.", es: "Hice un pedido ayer, ¿se puede cambiar la dirección de entrega? La nueva es: Avenida del Siglo 88, hab. 1203, Pudong, Shanghái." } } ] },
  { name: "Ayşe Yılmaz", lang: "tr", country: "TR", channel: "web-chat", who: null, due: 44, clock: "FirstResponse", lines: [
    { min: 9, queue: "agent_offline" }, { min: 9, in: "Merhaba, iade talebim onaylandı ama kargo etiketi gelmedi.", t: { en: "Hello, my return was approved but the shipping label has not arrived." } } ] },
  { name: "Sofia Lindqvist", lang: "sv", country: "SE", channel: "e-mail", who: null, due: 180, clock: "FirstResponse", lines: [
    { min: 33, queue: "new" }, { min: 33, in: "Hej! Fakturan saknar momsregistreringsnummer. Kan ni skicka en ny?", t: { en: "Hi! The invoice has no VAT number. Could you send a new one?" } } ] },
  { name: "Pedro Álvarez", lang: "es", country: "ES", channel: "web-chat", store: "casa-luz", who: 3, due: 25, clock: "NextResponse", lines: [
    { min: 240, assign: 3 }, { min: 239, in: "¿Cuándo llega mi pedido?", t: { en: "When does my order arrive?", zh: "我的订单什么时候到？" } } ] },
  { name: "田中 健", lang: "ja", country: "JP", channel: "rakuten", who: 4, due: 320, clock: "Resolution", lines: [
    { min: 340, assign: 4 }, { min: 339, in: "領収書を発行していただけますか。", t: { en: "Could you issue a receipt?", zh: "可以开具收据吗？" } } ] },
  { name: "Hannah Fischer", lang: "de", country: "AT", channel: "web-chat", who: 1, status: "Resolved", due: null, lines: [
    { min: 3000, assign: 1 }, { min: 2999, in: "Alles angekommen, danke!", t: { en: "Everything arrived, thanks!", zh: "都收到了，谢谢！" } }, { min: 2990, status: "Resolved", by: 1 } ] },
  { name: "<b>Robert'); DROP</b>", lang: "en", country: "GB", channel: "e-mail", who: 1, due: 640, clock: "NextResponse", prio: "Low", lines: [
    { min: 55, assign: 1 }, { min: 54, in: "<script>alert('hi')</script> is what your order page shows me.\u0007\u001b[31m Also \u202Eevil\u202C <img src=x onerror=alert(1)>", t: {} } ] },
];
for (let i = 0; i < 60; i++) {
  const [name, lang, country, text, en] = ([["Jonas Weber", "de", "DE", "Wo bleibt meine Rechnung?", "Where is my invoice?"], ["Inés Romero", "es", "AR", "Quisiera cambiar la talla.", "I would like to change the size."], ["Emma Clarke", "en", "GB", "Is this back in stock soon?", ""], ["김민수", "ko", "KR", "배송이 언제 시작되나요?", "When does shipping start?"], ["Noor de Vries", "nl", "NL", "Het pakket is beschadigd aangekomen.", "The parcel arrived damaged."]] as const)[i % 5]!;
  seeds.push({ name: `${name} ${i + 1}`, lang, country, channel: ["web-chat", "e-mail", "amazon-de"][i % 3]!, who: 2 + (i % 4), due: i % 3 ? 60 + i * 17 : null, status: i % 3 ? "Open" : "Resolved", clock: "NextResponse", lines: [{ min: 500 + i * 31, assign: 2 + (i % 4) }, { min: 499 + i * 31, in: text, t: en ? { en } : {} }] });
}

export type { LoggedEvent, ConversationEvent, ConversationId, CustomerId };
