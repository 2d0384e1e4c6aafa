namespace OrleansSupport.Tests.Languages;

/// <summary>Short support messages per language, written for these tests in the way customers type.</summary>
internal static class SupportSentences
{
    public static readonly IReadOnlyDictionary<string, string[]> All = new Dictionary<string, string[]>
    {
        ["en"] = ["Where is my parcel?", "I want my money back", "The zipper broke after two days", "Can I change the delivery address?",
            "It still says label created", "You sent me the wrong colour", "How long does shipping take?", "Nobody answers my messages"],
        ["zh"] = ["我的包裹到哪里了？", "请帮我取消订单", "收到的衣服尺码不对", "什么时候可以退款？", "物流三天没有更新了", "杯子碎了，要求赔偿", "能不能改一下收货地址", "這件商品有貨嗎？"],
        ["ja"] = ["注文した商品がまだ届きません", "返品したいのですが", "サイズを間違えました", "配送状況を教えてください", "箱が壊れていました", "領収書を発行できますか？", "住所を変更したいです", "いつ返金されますか"],
        ["ko"] = ["배송이 언제 되나요?", "환불하고 싶어요", "다른 색상이 왔어요", "주소를 변경할 수 있나요?", "주문을 취소해 주세요", "상품이 파손되었습니다", "송장 번호 알려주세요", "사이즈 교환 가능한가요"],
        ["es"] = ["¿Dónde está mi pedido?", "Quiero que me devuelvan el dinero", "Me llegó la talla equivocada", "El paquete llegó roto", "¿Cuánto tarda el envío?", "No funciona el cargador", "Necesito cambiar la dirección", "Llevo tres semanas esperando"],
        ["pt"] = ["Onde está minha encomenda?", "Quero o meu dinheiro de volta", "O produto chegou quebrado", "Quanto tempo demora a entrega?", "Preciso trocar o endereço", "Não recebi o código de rastreio", "A cor está errada", "Vocês podem cancelar a compra?"],
        ["fr"] = ["Où est mon colis ?", "Je veux être remboursé", "La taille ne convient pas", "Le produit est arrivé cassé", "Quand serai-je livré ?", "Je souhaite annuler ma commande", "Le chargeur ne marche plus", "Personne ne me répond"],
        ["de"] = ["Wo bleibt mein Paket?", "Ich möchte mein Geld zurück", "Die Größe passt leider nicht", "Das Glas ist zerbrochen angekommen", "Wie lange dauert der Versand?", "Bitte stornieren Sie die Bestellung", "Das Ladegerät funktioniert nicht", "Ich warte seit drei Wochen"],
        ["it"] = ["Dov'è il mio pacco?", "Voglio il rimborso", "La taglia è sbagliata", "Il prodotto è arrivato rotto", "Quanto ci vuole per la spedizione?", "Vorrei annullare l'ordine", "Il caricabatterie non funziona", "Aspetto da tre settimane"],
        ["nl"] = ["Waar blijft mijn pakket?", "Ik wil mijn geld terug", "De maat klopt niet", "Het glas is gebroken aangekomen", "Hoe lang duurt de verzending?", "Kunt u de bestelling annuleren?", "De oplader werkt niet meer", "Ik wacht al drie weken"],
        ["pl"] = ["Gdzie jest moja paczka?", "Chcę zwrotu pieniędzy", "Rozmiar jest za mały", "Towar przyszedł uszkodzony", "Ile trwa wysyłka?", "Proszę anulować zamówienie", "Ładowarka nie działa", "Czekam już trzy tygodnie"],
        ["sv"] = ["Var är mitt paket?", "Jag vill ha pengarna tillbaka", "Storleken passar inte", "Glaset var trasigt när det kom fram", "Hur lång tid tar leveransen?", "Jag vill avbryta beställningen", "Laddaren fungerar inte", "Jag har väntat i tre veckor"],
        ["fi"] = ["Missä pakettini on?", "Haluan rahat takaisin", "Koko on väärä", "Tuote saapui rikkinäisenä", "Kuinka kauan toimitus kestää?", "Haluan perua tilauksen", "Laturi ei toimi", "Olen odottanut kolme viikkoa"],
        ["ru"] = ["Где моя посылка?", "Хочу вернуть деньги", "Пришёл не тот размер", "Товар пришёл сломанным", "Сколько идёт доставка?", "Отмените заказ, пожалуйста", "Зарядка не работает", "Жду уже три недели"],
        ["uk"] = ["Де моя посилка?", "Хочу повернути гроші", "Прийшов не той розмір", "Товар прийшов пошкоджений", "Скільки триває доставка?", "Скасуйте замовлення, будь ласка", "Зарядка не працює", "Чекаю вже три тижні"],
        ["tr"] = ["Kargom nerede?", "Paramı geri istiyorum", "Beden uymadı", "Ürün kırık geldi", "Teslimat ne kadar sürer?", "Siparişi iptal etmek istiyorum", "Şarj aleti çalışmıyor", "Üç haftadır bekliyorum"],
        ["ar"] = ["أين طلبي؟", "أريد استرداد أموالي", "المقاس غير مناسب", "وصل المنتج مكسورا", "كم يستغرق التوصيل؟", "أريد إلغاء الطلب", "الشاحن لا يعمل", "أنتظر منذ ثلاثة أسابيع"],
        ["he"] = ["איפה החבילה שלי?", "אני רוצה החזר כספי", "המידה לא מתאימה", "המוצר הגיע שבור", "כמה זמן לוקח המשלוח?", "אני רוצה לבטל את ההזמנה", "המטען לא עובד", "אני מחכה כבר שלושה שבועות"],
        ["hi"] = ["मेरा पार्सल कहाँ है?", "मुझे पैसे वापस चाहिए", "साइज़ सही नहीं है", "सामान टूटा हुआ आया", "डिलीवरी में कितना समय लगेगा?", "कृपया ऑर्डर रद्द करें", "चार्जर काम नहीं कर रहा", "मैं तीन हफ्ते से इंतज़ार कर रहा हूँ"],
        ["th"] = ["พัสดุของฉันอยู่ที่ไหน", "ขอเงินคืนได้ไหม", "ได้รับสินค้าผิดสี", "สินค้าเสียหาย", "ใช้เวลาส่งกี่วัน", "ขอยกเลิกคำสั่งซื้อ", "ที่ชาร์จใช้ไม่ได้", "รอมาสามสัปดาห์แล้ว"],
        ["vi"] = ["Đơn hàng của tôi đâu rồi?", "Tôi muốn hoàn tiền", "Giao sai màu rồi shop", "Hàng bị vỡ khi nhận", "Bao lâu thì nhận được hàng?", "Cho mình hủy đơn nhé", "Sạc không hoạt động", "Tôi đợi ba tuần rồi"],
        ["id"] = ["Paket saya di mana?", "Saya mau uang saya kembali", "Ukurannya tidak sesuai", "Barang sampai dalam keadaan pecah", "Berapa lama pengirimannya?", "Tolong batalkan pesanan saya", "Pengisi dayanya tidak berfungsi", "Sudah tiga minggu saya menunggu"],
        ["el"] = ["Πού είναι το δέμα μου;", "Θέλω τα χρήματά μου πίσω", "Το μέγεθος είναι λάθος", "Το προϊόν ήρθε σπασμένο", "Πόσο διαρκεί η αποστολή;", "Θέλω να ακυρώσω την παραγγελία", "Ο φορτιστής δεν λειτουργεί", "Περιμένω τρεις εβδομάδες"],
        ["cs"] = ["Kde je můj balík?", "Chci vrátit peníze", "Velikost nesedí", "Zboží přišlo rozbité", "Jak dlouho trvá doručení?", "Prosím o zrušení objednávky", "Nabíječka nefunguje", "Čekám už tři týdny"],
        ["hu"] = ["Hol van a csomagom?", "Kérem vissza a pénzemet", "Nem jó a méret", "Törötten érkezett a termék", "Mennyi idő a szállítás?", "Szeretném lemondani a rendelést", "A töltő nem működik", "Három hete várok"],
        ["ro"] = ["Unde este coletul meu?", "Vreau banii înapoi", "Mărimea nu se potrivește", "Produsul a ajuns spart", "Cât durează livrarea?", "Vreau să anulez comanda", "Încărcătorul nu funcționează", "Aștept de trei săptămâni"],
        ["da"] = ["Hvor er min pakke?", "Jeg vil have mine penge tilbage", "Størrelsen passer ikke", "Varen var gået i stykker ved modtagelsen", "Hvor lang tid tager leveringen?", "Jeg ønsker at annullere ordren", "Opladeren virker ikke", "Jeg har ventet i tre uger"],
    };
}
