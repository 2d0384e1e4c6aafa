export interface Strings {
  title: string;
  greeting: string;
  open: string;
  close: string;
  placeholder: string;
  send: string;
  sending: string;
  failed: string;
  retry: string;
  connecting: string;
  support: string;
  you: string;
  unread: string;
}

const all: Record<string, Strings> = {
  en: {
    title: "Chat with us",
    greeting: "Hello! How can we help you? Write in your own language.",
    open: "Open chat",
    close: "Close chat",
    placeholder: "Write a message…",
    send: "Send",
    sending: "Sending…",
    failed: "Not sent",
    retry: "Try again",
    connecting: "Connecting…",
    support: "Support",
    you: "You",
    unread: "Unread messages:",
  },
  zh: {
    title: "在线客服",
    greeting: "您好！有什么可以帮您？请用您自己的语言留言。",
    open: "打开对话",
    close: "关闭对话",
    placeholder: "请输入消息…",
    send: "发送",
    sending: "正在发送…",
    failed: "未发送",
    retry: "重试",
    connecting: "正在连接…",
    support: "客服",
    you: "您",
    unread: "未读消息：",
  },
  es: {
    title: "Habla con nosotros",
    greeting: "¡Hola! ¿En qué podemos ayudarte? Escribe en tu idioma.",
    open: "Abrir el chat",
    close: "Cerrar el chat",
    placeholder: "Escribe un mensaje…",
    send: "Enviar",
    sending: "Enviando…",
    failed: "No enviado",
    retry: "Reintentar",
    connecting: "Conectando…",
    support: "Atención al cliente",
    you: "Tú",
    unread: "Mensajes sin leer:",
  },
  de: {
    title: "Schreiben Sie uns",
    greeting: "Guten Tag! Wie können wir Ihnen helfen? Schreiben Sie in Ihrer Sprache.",
    open: "Chat öffnen",
    close: "Chat schließen",
    placeholder: "Nachricht schreiben…",
    send: "Senden",
    sending: "Wird gesendet…",
    failed: "Nicht gesendet",
    retry: "Noch einmal",
    connecting: "Verbindung wird hergestellt…",
    support: "Kundendienst",
    you: "Sie",
    unread: "Ungelesene Nachrichten:",
  },
  ja: {
    title: "お問い合わせ",
    greeting: "こんにちは。ご用件をお聞かせください。お好きな言語でどうぞ。",
    open: "チャットを開く",
    close: "チャットを閉じる",
    placeholder: "メッセージを入力…",
    send: "送信",
    sending: "送信中…",
    failed: "未送信",
    retry: "再試行",
    connecting: "接続中…",
    support: "サポート",
    you: "お客様",
    unread: "未読メッセージ：",
  },
  pt: {
    title: "Fale conosco",
    greeting: "Olá! Como podemos ajudar? Escreva no seu idioma.",
    open: "Abrir o chat",
    close: "Fechar o chat",
    placeholder: "Escreva uma mensagem…",
    send: "Enviar",
    sending: "Enviando…",
    failed: "Não enviada",
    retry: "Tentar de novo",
    connecting: "Conectando…",
    support: "Atendimento",
    you: "Você",
    unread: "Mensagens não lidas:",
  },
  fr: {
    title: "Écrivez-nous",
    greeting: "Bonjour ! Comment pouvons-nous vous aider ? Écrivez dans votre langue.",
    open: "Ouvrir la discussion",
    close: "Fermer la discussion",
    placeholder: "Écrivez un message…",
    send: "Envoyer",
    sending: "Envoi…",
    failed: "Non envoyé",
    retry: "Réessayer",
    connecting: "Connexion…",
    support: "Service client",
    you: "Vous",
    unread: "Messages non lus :",
  },
  ar: {
    title: "تحدث معنا",
    greeting: "مرحبًا! كيف يمكننا مساعدتك؟ اكتب بلغتك.",
    open: "فتح المحادثة",
    close: "إغلاق المحادثة",
    placeholder: "اكتب رسالة…",
    send: "إرسال",
    sending: "جارٍ الإرسال…",
    failed: "لم تُرسل",
    retry: "إعادة المحاولة",
    connecting: "جارٍ الاتصال…",
    support: "الدعم",
    you: "أنت",
    unread: "رسائل غير مقروءة:",
  },
};

export function stringsFor(language: string): { strings: Strings; language: string; rtl: boolean } {
  const primary = language.toLowerCase().split(/[-_]/)[0] ?? "";
  const found = all[primary] ? primary : "en";
  return { strings: all[found]!, language: found, rtl: found === "ar" };
}
