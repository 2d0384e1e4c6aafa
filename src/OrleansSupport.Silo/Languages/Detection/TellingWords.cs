namespace OrleansSupport.Silo.Languages;

/// <summary>
/// Small words that tell neighbours apart (Danish "mig" from Norwegian "meg", Malay "tak" from Indonesian "tidak") and the words of the trade
/// (order, parcel, refund), which the n-gram models, made from newspapers, do not expect. A word may belong to several languages.
/// </summary>
internal static class TellingWords
{
    private static readonly (string Language, string Words)[] Lists =
    [
        ("en", "the my is i it have has was you your not where when what how can does do order parcel package shipping shipped delivery delivered refund return money "
            + "still arrived received size wrong broken tracking please still haven been want need they this that with for and"),
        ("es", "el la los las mi mis un una no se me lo está dónde cuándo cómo cuánto qué pedido pedidos paquete envío envíen devolución devolver reembolso dinero talla "
            + "llegó llegado recibí recibido quiero necesito factura dirección cambiar cancelar hola tengo tienen esto pero muy todavía aún roto y por con hace estoy usted puedo pueden "
            + "tarjeta gracias cobraron compré"),
        ("pt", "o os meu minha meus minhas um uma não está onde quando como quanto pedido encomenda pacote envio entrega devolução devolver reembolso dinheiro tamanho "
            + "chegou recebi quero preciso fatura endereço trocar cancelar cancelem tenho vocês isso mas muito ainda quebrado com por do da em ao pelo antes já foi você posso podem "
            + "enviar compra produto tem cor comprei veio"),
        ("fr", "le la les mon ma mes un une ne pas est je il où quand comment combien commande colis livraison livré retour rembourser remboursement argent taille "
            + "reçu arrivé veux voudrais facture adresse changer annuler bonjour avez avec pour mais toujours encore cassé et dans vous depuis c j n l d ça suis peux pouvez puis"),
        ("de", "der die das mein meine ist ich nicht es wo wann wie was bestellung paket lieferung geliefert versand rücksendung rückgabe erstattung geld größe "
            + "angekommen erhalten möchte rechnung adresse ändern stornieren hallo habe haben mit für aber noch immer kaputt und bitte kann wurde sie ein eine einen zurück seit warte keine"),
        ("it", "il lo gli mio mia un una non è ho dove quando come quanto ordine pacco spedizione consegna consegnato reso rimborso soldi taglia arrivato ricevuto vorrei voglio "
            + "fattura indirizzo cambiare annullare avete con per ma ancora rotto e sono che di del della si mi ci posso potete questo da fa"),
        ("nl", "de het een mijn is niet ik waar wanneer hoe wat bestelling pakket pakje levering geleverd verzending retour retourneren terugbetaling geld maat "
            + "aangekomen ontvangen wil graag factuur adres wijzigen annuleren heb heeft hebben met voor maar nog steeds kapot en kan kunnen jullie u van dit deze er al naar"),
        ("pl", "mój moja moje nie jest gdzie kiedy jak ile czy zamówienie zamówienia paczka paczki przesyłka przesyłki wysyłka dostawa zwrot zwrócić pieniądze pieniędzy rozmiar "
            + "dotarła doszła dotarło otrzymałem otrzymałam chcę proszę fakturę faktura adres zmienić anulować mam jeszcze nadal uszkodzony i w z na się to do od już mi mogę"),
        ("sv", "min mitt mina är inte jag det den var när hur vad beställning beställningen paket paketet leverans leveransen levererat retur returnera återbetalning pengar pengarna "
            + "storlek storleken kommit fått fick vill kvitto faktura adress adressen ändra avbryta har med för men fortfarande trasig trasigt och kan ni jag finns ett en på från till "
            + "skicka skickat byta hej"),
        ("da", "min mit mine er ikke jeg det den hvor hvornår hvordan hvad ordre ordren pakke pakken levering leveringen leveret retur returnere refusion penge pengene størrelse størrelsen "
            + "kommet modtaget fået fik vil gerne faktura kvittering adresse adressen ændre annullere har med for men stadig gået stykker og kan I jer jeres mig dig sig noget nogen nogle af "
            + "efter tilbage uger uge hvis ud op blev bliver lige sendt afsendt virker skal være sort mangler hvorfor hos køb købt købte beløbet venligst bytte"),
        ("nb", "min mitt mine er ikke jeg det den hvor når hvordan hva ordre ordren bestilling bestillingen pakke pakken levering leveringen levert retur returnere refusjon penger pengene "
            + "størrelse størrelsen kommet mottatt fått fikk vil gjerne faktura kvittering adresse adressen endre kansellere avbestille har med for men fortsatt ødelagt og kan dere deres meg deg "
            + "seg noe noen av etter tilbake uker uke hvis ut opp ble blir bare sendt fungerer skal være svart mangler hvorfor hos kjøp kjøpt kjøpte beløpet vennligst bytte"),
        ("fi", "on ei en se missä milloin miten mitä tilaus tilaukseni tilauksen paketti pakettini paketin toimitus toimitettu palautus palauttaa rahat rahani koko kokoa saapunut "
            + "saanut saapui haluan haluaisin lasku kuitti osoite osoitetta muuttaa peruuttaa perua minun vielä rikki ja voinko voitteko olen onko mutta kun että"),
        ("cs", "můj moje není je kde kdy jak kolik co objednávka objednávku objednávky balík balíček zásilka zásilku doručení doručeno vrátit vrácení peníze velikost "
            + "dorazila dorazil přišel přišla přišlo obdržel chci prosím fakturu adresu změnit zrušit mám máte ještě pořád stále rozbitý rozbité a v se to na že už jsem můžu můžete mi za při"),
        ("sk", "môj moja moje nie je kde kedy ako koľko čo objednávka objednávku balík zásielka zásielku doručenie doručené vrátiť vrátenie peniaze veľkosť dorazila prišiel prišla prišlo "
            + "chcem prosím faktúru adresu zmeniť zrušiť mám máte ešte stále rozbitý a sa to na že už som môžem môžete mi za pri"),
        ("hu", "a az nem van hol mikor hogyan hogy mennyi mi rendelés rendelésem rendelést csomag csomagom szállítás kézbesítés visszaküldés visszaküldeni visszatérítés pénzt pénzem pénzemet méret "
            + "érkezett megérkezett kaptam kérem szeretném számlát cím címet módosítani lemondani még mindig törött és ez ezt meg is egy ki el kell"),
        ("ro", "meu mea mele nu este unde când cum cât ce comanda comandă comenzii colet coletul livrare livrarea livrat retur returnez ramburs banii mărimea mărime ajuns ajunge primit vreau "
            + "doresc factura factură adresa schimb anulez anulați am ați încă tot spart și în cu pentru dar pe mi vă rog se să mai de la sunt o"),
        ("tr", "benim bir değil nerede ne zaman nasıl kaç siparişim sipariş siparişimi kargo kargom teslimat teslim iade etmek para paramı beden bedeni geldi gelmedi aldım ulaşmadı istiyorum fatura "
            + "adres adresi değiştirmek iptal var yok hâlâ hala kırık ve bu için mi mı mu mü çok ama daha oldu olarak ürün lütfen bana size nedir"),
        ("az", "mənim bir deyil harada nə vaxt necə sifarişim sifariş bağlama çatdırılma qaytarmaq pul ölçü gəldi gəlmədi istəyirəm və üçün amma çox hələ yoxdur zəhmət olmasa sizin"),
        ("vi", "đơn hàng của tôi mình chưa đâu khi nào bao lâu không giao nhận được hoàn tiền trả đổi size muốn hóa đơn địa chỉ hủy shop ơi cho với này bị nhưng vẫn hỏng và có là rồi bạn"),
        ("id", "saya tidak di mana kapan bagaimana berapa pesanan paket pengiriman dikirim kirim sampai belum uang kembali refund ukuran ukurannya diterima terima mau ingin faktur alamat "
            + "ubah ganti batal batalkan dibatalkan sudah tolong masih rusak dan yang ini untuk bisa apa kok nggak gak enggak aja barangnya pesanannya dong ya kak karena nomor resi tukar pecah "
            + "kenapa gimana kalau aku belinya beli"),
        ("ms", "saya tidak tak di mana bila bagaimana berapa pesanan bungkusan penghantaran dihantar hantar sampai belum duit wang pulang saiz diterima terima nak mahu hendak invois resit alamat "
            + "tukar batal batalkan sudah dah tolong masih rosak dan yang ini untuk boleh apa kenapa macam kat lagi barang sebab kerana nombor penjejakan ni tu je kalau awak encik cik "
            + "bayaran bayar beli pakai baju kasut dapat dapatkan katanya ke"),
        ("ca", "el la els les meu meva un una no és on quan com quant comanda paquet enviament devolució diners talla arribat rebut vull factura adreça canviar anul encara trencat i amb per "
            + "però molt tinc teniu aquest això són dels"),
        ("hr", "moja moj nije je gdje kada kako koliko što narudžba narudžbu paket pošiljka dostava povrat novac veličina stigla stigao primio želim molim račun adresu promijeniti otkazati "
            + "imam još uvijek slomljen i u se to na da već sam mogu mi za"),
        ("sl", "moj moja moje ni je kje kdaj kako koliko kaj naročilo paket pošiljka dostava vračilo denar velikost prispel prejel želim prosim račun naslov spremeniti preklicati imam še vedno in v se"),
        ("ru", "мой моя моё мне не где когда как сколько что заказ заказа посылка посылку доставка доставки возврат вернуть деньги размер пришел пришёл пришла пришло получил получила хочу "
            + "пожалуйста чек адрес изменить отменить отмените есть ещё еще до сих пор сломан и в на это с можно нет уже меня вы у из за но он"),
        ("uk", "мій моя моє мені не де коли як скільки що чи замовлення посилка посилку доставка доставки повернення повернути гроші розмір прийшов прийшла прийшло отримав отримала хочу "
            + "будь ласка чек адресу змінити скасувати скасуйте є ще досі зламаний і в на це з можна немає вже мене ви у та за але він від"),
        ("bg", "моят моята поръчката поръчка ми не къде кога как колко какво пратка пратката колет доставка доставката връщане върна парите размер размерът пристигна получих искам моля фактура адрес "
            + "адреса сменя отменя има още счупен и в на това с може няма вече мен вие у за но той от се да е съм са"),
        ("be", "мой мая маё мне не дзе калі як колькі што замова пасылка дастаўка вярнуць грошы памер прыйшоў атрымаў хачу калі ласка адрас ёсць яшчэ і ў на гэта з можна няма ужо"),
        ("mk", "мојата моја мојот нарачка нарачката каде кога како колку што пратка достава враќање парите големина стигна добив сакам ве молам сметка адреса сменам откажам има уште и во на ова со може нема веќе"),
        ("sr", "моја мој наруџбина поруџбина где када како колико шта пакет пошиљка достава повраћај новац величина стигла стигао добио желим молим рачун адресу променим откажем имам још увек и у се то"),
    ];

    /// <summary>Every word, in lower case, with the languages that write it.</summary>
    public static IEnumerable<(string Word, string[] Languages)> All => Lists
        .SelectMany(list => list.Words.ToLowerInvariant().Split(' ').Distinct().Select(word => (Word: word, list.Language)))
        .GroupBy(pair => pair.Word, pair => pair.Language, (word, languages) => (word, languages.ToArray()));
}
