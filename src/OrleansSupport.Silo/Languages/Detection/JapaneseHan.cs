using System.Buffers;

namespace OrleansSupport.Silo.Languages;

/// <summary>Tells Japanese without any kana ("返品希望", "注文変更") from Chinese.</summary>
internal static class JapaneseHan
{
    /// <summary>Forms that stand in neither the simplified nor the traditional Chinese character set.</summary>
    private static readonly SearchValues<char> Forms = SearchValues.Create(
        "円込払売変発広実対応図駅伝転軽鉄黒戻渋沢県総覧観頼験単戦帰気択桜楽経続覚読豊辺銭関険雑済歩毎検権塩録緑絵価仮従様証帯巻拡働");

    /// <summary>Words of the trade that Chinese has others for.</summary>
    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["返品", "返金", "注文", "領収", "請求書", "在庫", "未着", "送料", "荷物", "出荷", "納期", "代引", "口座", "宛先", "荷造"], StringComparison.Ordinal);

    /// <summary>True if a form or a word of the message is Japanese.</summary>
    public static bool IsWrittenIn(in MessageLetters letters) => letters.Letters.ContainsAny(Forms) || letters.Letters.ContainsAny(Words);
}
