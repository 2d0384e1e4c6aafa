using System.Collections.Frozen;

namespace OrleansSupport.Silo.Languages;

/// <summary>
/// Greetings, thanks and assents: whole messages too short for statistics, and often borrowed ("ok", "thanks", "ciao").
/// </summary>
internal static class ShortPhrases
{
    /// <summary>Letters of the longest phrase.</summary>
    public const int Longest = 24;

    /// <summary>Said in every language: they never tell one, and keep whatever was known.</summary>
    private const string Everywhere =
        "ok okay okey okej oke k kk hm hmm hmmm ah oh aha mhm haha hahaha lol lmao wow super stop info status tracking sms pin email mail online app whatsapp "
        + "paypal dhl ups fedex usps amazon ebay shopify x xx xxx asap faq vip test";

    /// <summary>Words and names that stand in Latin letters wherever people write in other ones, beside those of <see cref="Everywhere"/>.</summary>
    private const string Borrowed =
        "iphone ipad macbook airpods apple samsung galaxy xiaomi huawei android ios pro max plus mini ultra lite tv pc usb hdmi led lcd wifi wi fi bluetooth gps "
        + "hello hi hey thanks thank you thx please sorry bye bro dear shop store order number tracking no id size color colour s m l xl xxl cm kg ml qr code apple pay visa "
        + "mastercard google facebook instagram tiktok lazada shopee aliexpress temu taobao wechat alipay line kakao usd eur dpd gls tnt china post sf express yanwen "
        + "refund cancel gift card set box a b c";

    /// <summary>
    /// First the languages a phrase belongs to, the likeliest first; then the phrases. A "+" marks phrases also used by speakers of
    /// any other language, who keep their own.
    /// </summary>
    private static readonly (string Languages, string Phrases)[] Table =
    [
        ("en+", "hello,hi,hey,hi there,hello there,thanks,thank you,thx,ty,yes,no,sorry,please,help,bye,goodbye,sure,nice,perfect,cool,great,refund,support,cancel,order,hello hello,order status,return,exchange,customer service"),
        ("en", "good morning,good afternoon,good evening,thank you very much,thanks a lot,many thanks,yes please,no thanks,hello anyone there,anyone there,any update,any news,where is my order,got it,all good,no problem,human please,agent please"),
        ("es", "hola,buenas,buenos dias,buenos días,buenas tardes,buenas noches,gracias,muchas gracias,mil gracias,vale,adios,adiós,hasta luego,por favor,ayuda,si gracias,sí,sí gracias,de acuerdo,reembolso,hola buenas,buen dia,buen día"),
        ("pt", "olá,ola,oi,oii,bom dia,boa tarde,boa noite,obrigado,obrigada,muito obrigado,muito obrigada,sim,não,nao,tchau,tudo bem,tudo bom,por favor ajuda,ajuda por favor,reembolso por favor,valeu,beleza"),
        ("fr", "bonjour,bonsoir,salut,coucou,oui,non,merci beaucoup,merci bien,s il vous plait,s il vous plaît,svp,au revoir,d accord,bonne journée,bonjour madame,bonjour monsieur,remboursement,parfait merci"),
        ("fr,ro,ca,tr,fa", "merci,mersi"),
        ("de", "hallo,guten tag,guten morgen,guten abend,moin,servus,danke,danke schön,vielen dank,bitte,ja bitte,nein,ja danke,nein danke,tschüss,auf wiedersehen,hilfe,alles klar,grüezi,grüß gott,erstattung"),
        ("it,de,es,fr,pt,hr,sl", "ciao"),
        ("it", "buongiorno,buonasera,buon giorno,buona sera,salve,grazie,grazie mille,prego,per favore,arrivederci,sì,si grazie,va bene,aiuto,rimborso,d accordo"),
        ("nl", "goedemorgen,goedemiddag,goedenavond,goedendag,hoi,dank je,dank u,dankjewel,bedankt,alstublieft,alsjeblieft,ja graag,nee,nee bedankt,tot ziens,doei,prima,oké bedankt,hallo daar"),
        ("pl", "cześć,czesc,dzień dobry,dzien dobry,dobry wieczór,witam,dziękuję,dziekuje,dzięki,dzieki,tak,nie,proszę,prosze,do widzenia,pomocy"),
        ("sv,nb,da", "hej,tack,hej hej"),
        ("sv", "tack så mycket,god morgon,hejdå,snälla,tack tack"),
        ("da,nb", "tak,mange tak,hej med jer,goddag,farvel"),
        ("nb,da", "takk,tusen takk,hei på deg,god morgen,ha det"),
        ("fi,nb", "hei"),
        ("fi", "moi,terve,kiitos,paljon kiitoksia,kyllä,hyvää päivää,huomenta,näkemiin,moikka"),
        ("cs,sk", "ahoj,ano,dobrý den,dobry den"),
        ("cs", "děkuji,dekuji,díky,prosím,dobré ráno,na shledanou"),
        ("sk", "ďakujem,dakujem,dobrý deň,áno,prosím vás,dovidenia"),
        ("hu", "szia,sziasztok,jó napot,jó napot kívánok,köszönöm,köszi,igen,nem,kérem,viszlát,üdv"),
        ("ro", "bună,buna,bună ziua,buna ziua,mulțumesc,multumesc,mersi mult,da,nu,vă rog,va rog,la revedere,salutare"),
        ("tr", "merhaba,selam,iyi günler,iyi akşamlar,günaydın,teşekkürler,teşekkür ederim,tesekkurler,sağol,evet,hayır,tamam,lütfen,yardım,hoşçakal"),
        ("vi", "xin chào,xin chao,chào,chào bạn,chào shop,cảm ơn,cám ơn,cam on,dạ,vâng,không,tạm biệt,shop ơi,alo shop"),
        ("id,ms", "halo,selamat pagi,selamat siang,selamat malam,terima kasih,tolong,ya,tidak"),
        ("id", "makasih,halo kak,kak,selamat sore,sudah,belum,oke kak"),
        ("ms", "selamat petang,selamat tengah hari,hai"),
        ("tl", "kumusta,kamusta,salamat,maraming salamat,opo,magandang umaga,magandang araw,hindi po,salamat po"),
        ("hr,bs,sr,sl", "bok,dobar dan,hvala,molim,zdravo,hvala lijepa"),
        ("sl", "dober dan,živjo,hvala lepa,prosim"),
        ("ca", "bon dia,bona tarda,gràcies,moltes gràcies,si us plau,adéu"),
        ("lt", "labas,laba diena,ačiū,aciu,taip,prašau,sveiki"),
        ("lv", "labdien,paldies,lūdzu,jā,nē,čau"),
        ("et", "tere,aitäh,palun,jah,ei,tänan"),
        ("sq", "përshëndetje,faleminderit,mirëdita,tungjatjeta"),
        ("ru", "привет,здравствуйте,здравствуй,добрый день,доброе утро,добрый вечер,спасибо,спасибо большое,большое спасибо,пожалуйста,да,нет,хорошо,до свидания,помогите,ок,понятно"),
        ("uk", "привіт,добрий день,доброго дня,вітаю,дякую,будь ласка,так,ні,добре,допоможіть"),
        ("bg", "здравейте,здравей,благодаря,мерси,моля,не,добър ден"),
        ("sr,mk", "здраво,хвала,добар дан,молим"),
        ("zh", "你好,您好,在吗,在嗎,谢谢,謝謝,多谢,多謝,好的,好,是的,是,不是,嗯,嗯嗯,请问,請問,有人吗,有人嗎,人工,人工客服,转人工,退款,退货,退貨,再见,再見,早上好,晚上好,亲"),
        ("el", "γεια σας,γεια,καλημέρα,καλησπέρα,ευχαριστώ,ναι,όχι,παρακαλώ"),
        ("ko", "안녕하세요,감사합니다,네,아니요,환불,교환,취소"),
        ("ja", "こんにちは,こんばんは,おはようございます,ありがとう,ありがとうございます,はい,いいえ,すみません,お願いします,了解です,了解,返金"),
    ];

    private static readonly Dictionary<string, Phrase> All = Build();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> BorrowedWords =
        (Everywhere + " " + Borrowed).Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What a phrase says.</summary>
    /// <param name="Languages">Languages it belongs to, likeliest first; empty if it tells nothing.</param>
    /// <param name="Borrowed">True if speakers of any language use it too.</param>
    internal readonly record struct Phrase(string[] Languages, bool Borrowed);

    /// <summary>Looks a whole message up, as <see cref="MessageLetters.Phrase"/> gives it.</summary>
    public static bool TryFind(string words, out Phrase phrase) => All.TryGetValue(words, out phrase);

    /// <summary>How many Latin letters of a message written in other letters too stand in words that say nothing of its language.</summary>
    public static int BorrowedLetters(in MessageLetters letters)
    {
        var latin = letters.CountOf(WritingSystem.Latin);
        var all = letters.Letters;
        if (latin == 0 || latin == all.Length)
        {
            return 0;
        }
        var borrowed = 0;
        foreach (var word in letters.Words)
        {
            borrowed += word.System == WritingSystem.Latin && BorrowedWords.Contains(all.Slice(word.Start, word.Length)) ? word.Length : 0;
        }
        return borrowed;
    }

    private static Dictionary<string, Phrase> Build()
    {
        var all = new Dictionary<string, Phrase>(StringComparer.Ordinal);
        foreach (var word in Everywhere.Split(' '))
        {
            all[word] = new Phrase([], true);
        }
        foreach (var (languages, phrases) in Table)
        {
            var codes = languages.TrimEnd('+').Split(',');
            foreach (var text in phrases.Split(','))
            {
                all.TryAdd(text, new Phrase(codes, languages.EndsWith('+')));
            }
        }
        return all;
    }
}
