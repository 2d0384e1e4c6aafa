using OrleansSupport.Contracts.Stores;
namespace OrleansSupport.Web.Widget;
internal static class TryOutPage { public static string Html(StoreSettings store, string? lang) => store.Id + lang; }
