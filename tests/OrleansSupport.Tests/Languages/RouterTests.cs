using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansSupport.Silo.Languages;

namespace OrleansSupport.Tests.Languages;

public sealed class RouterTests(FakeVendors vendors) : IClassFixture<FakeVendors>
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_provider_answers_where_the_first_fails()
    {
        var (first, second) = (new Stub("first"), new Stub("second"));
        first.Answer = _ => Fail(TranslationFailure.Transient, "first");
        Assert.Equal(new TranslationResult.Done("second: hello", "second"), await Translate(Router(first, second)));
        Assert.Equal((1, 1), (first.Calls, second.Calls));
    }

    [Fact]
    public async Task Providers_that_do_not_serve_the_pair_are_not_asked()
    {
        var (first, second) = (new Stub("first") { Pair = ("de", "fr") }, new Stub("second") { Pair = ("en", "es") });
        var router = Router(first, second);
        Assert.True(router.CanTranslate("en-US", "es-MX"));
        Assert.True(router.CanTranslate("de", "fr"));
        Assert.False(router.CanTranslate("es", "en"));
        Assert.False(router.CanTranslate("en", "und"));
        Assert.False(router.CanTranslate("en", ""));
        await Translate(router);
        Assert.Equal((0, 1), (first.Calls, second.Calls));
    }

    [Fact]
    public async Task Of_several_failures_the_one_most_worth_another_attempt_is_reported()
    {
        var stubs = new[] { TranslationFailure.Invalid, TranslationFailure.RateLimited, TranslationFailure.Auth }
            .Select(kind => new Stub(kind.ToString()) { Answer = _ => Fail(kind, kind.ToString(), TimeSpan.FromSeconds(9)) }).ToArray();
        var failed = Assert.IsType<TranslationResult.Failed>(await Translate(Router(stubs)));
        Assert.Equal((TranslationFailure.RateLimited, "RateLimited", TimeSpan.FromSeconds(9)), (failed.Kind, failed.Provider, failed.RetryAfter));
    }

    [Fact]
    public async Task A_failing_provider_is_left_alone_until_its_breaker_lets_it_try_again()
    {
        var (first, second) = (new Stub("first"), new Stub("second"));
        first.Answer = _ => Fail(TranslationFailure.Transient, "first");
        var router = Router(first, second);
        for (var i = 0; i < 10; i++)
        {
            Assert.IsType<TranslationResult.Done>(await Translate(router, $"hello {i}"));
        }
        Assert.Equal(4, first.Calls); // the breaker's minimum
        first.Answer = null;
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal("first", Assert.IsType<TranslationResult.Done>(await Translate(router, "again")).Provider);
    }

    [Fact]
    public async Task A_provider_gets_the_rest_it_asked_for_and_not_a_second_more()
    {
        var (first, second) = (new Stub("first"), new Stub("second"));
        first.Answer = _ => Fail(TranslationFailure.RateLimited, "first", TimeSpan.FromSeconds(40));
        var router = Router(first, second);
        await Translate(router, "one");
        first.Answer = null;
        _time.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal("second", Assert.IsType<TranslationResult.Done>(await Translate(router, "two")).Provider);
        Assert.Equal(1, first.Calls);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("first", Assert.IsType<TranslationResult.Done>(await Translate(router, "three")).Provider);
    }

    [Fact]
    public async Task A_text_that_a_provider_refuses_does_not_close_it_for_others()
    {
        var first = new Stub("first") { Answer = request => request.Text == "bad" ? Fail(TranslationFailure.Invalid, "first") : null };
        var router = Router(first);
        for (var i = 0; i < 20; i++)
        {
            await Translate(router, "bad");
        }
        Assert.IsType<TranslationResult.Done>(await Translate(router, "good"));
    }

    [Fact]
    public async Task A_provider_past_its_deadline_is_followed_by_the_next()
    {
        var (first, second) = (new Stub("first") { Hangs = true }, new Stub("second"));
        var call = Translate(Router(first, second));
        await first.Asked.Task.WaitAsync(Ct);
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal("second", Assert.IsType<TranslationResult.Done>(await call).Provider);
        Assert.True(first.Cancelled);
    }

    [Fact]
    public async Task A_pair_that_a_provider_disowns_is_not_promised_for_an_hour()
    {
        var first = new Stub("first") { Answer = _ => Fail(TranslationFailure.Unsupported, "first") };
        var router = Router(first);
        Assert.True(router.CanTranslate("en", "es"));
        await Translate(router);
        Assert.False(router.CanTranslate("en", "es"));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(router.CanTranslate("en", "es"));
    }

    [Fact]
    public async Task A_broken_adapter_counts_as_a_failure_and_not_as_a_crash()
    {
        var (first, second) = (new Stub("first") { Answer = _ => throw new NotSupportedException("customer text") }, new Stub("second"));
        Assert.Equal("second", Assert.IsType<TranslationResult.Done>(await Translate(Router(first, second))).Provider);
    }

    [Fact]
    public async Task Identical_requests_in_flight_share_one_call()
    {
        var vendor = vendors.Room("shared");
        await vendor.Order("hold");
        using var host = TranslationHost.For("libretranslate", vendor);
        var calls = Enumerable.Range(0, 20).Select(i => host.Translate("Where is my parcel?", i % 2 == 0 ? "en" : "en-US")).ToArray();
        var other = host.Translate("Where is my parcel?", "en", "de");
        await vendor.Order("ok");
        Assert.All(await Task.WhenAll(calls), result => Assert.Equal(new TranslationResult.Done("[es] Where is my parcel?", "libretranslate"), result));
        Assert.Equal(new TranslationResult.Done("[de] Where is my parcel?", "libretranslate"), await other);
        Assert.Equal(2, (await vendor.Asked()).Requests.Length);
        await host.Translate("Where is my parcel?");
        Assert.Equal(3, (await vendor.Asked()).Requests.Length); // sharing is no cache
    }

    [Fact]
    public async Task One_callers_impatience_does_not_end_the_call_of_the_others()
    {
        var vendor = vendors.Room("impatient");
        await vendor.Order("hold");
        using var host = TranslationHost.For("libretranslate", vendor);
        using var impatient = new CancellationTokenSource();
        var first = host.Router.Translate(new TranslationRequest("Where is my parcel?", "en", "es"), impatient.Token);
        var second = host.Translate("Where is my parcel?");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await vendor.Order("ok");
        Assert.IsType<TranslationResult.Done>(await second);
    }

    [Fact]
    public async Task The_same_language_needs_no_provider()
    {
        Assert.Equal(new TranslationResult.Done("hello", "none"), await Router().Translate(new TranslationRequest("hello", "zh-CN", "zh_TW"), Ct));
        Assert.True(Router().CanTranslate("zh-CN", "zh"));
    }

    [Fact]
    public async Task A_translator_of_ones_own_joins_the_end_of_the_chain()
    {
        var services = new ServiceCollection().AddSingleton<ITranslator>(new Stub("own"));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Providers:0:Kind"] = "none" }).Build();
        await using var provider = services.AddLanguages(configuration).BuildServiceProvider();
        Assert.Equal(
            new TranslationResult.Done("own: hello", "own"),
            await provider.GetRequiredService<ITranslationRouter>().Translate(new TranslationRequest("hello", "en", "es"), Ct));
    }

    private TranslationRouter Router(params ITranslator[] providers) =>
        new(providers, TimeSpan.FromSeconds(8), _time, NullLogger<TranslationRouter>.Instance);

    private static Task<TranslationResult> Translate(ITranslationRouter router, string text = "hello") =>
        router.Translate(new TranslationRequest(text, "en", "es"), Ct);

    private static TranslationResult.Failed Fail(TranslationFailure kind, string provider, TimeSpan? after = null) => new(kind, provider, "test", after);

    private sealed class Stub(string name) : ITranslator
    {
        private int _calls;

        public Func<TranslationRequest, TranslationResult?>? Answer { get; set; }

        public (string, string)? Pair { get; init; }

        public bool Hangs { get; init; }

        public bool Cancelled { get; private set; }

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Calls => _calls;

        public string Name => name;

        public bool Supports(string source, string target) => Pair is null || Pair == (source, target);

        public async Task<IReadOnlyList<TranslationResult>> Translate(IReadOnlyList<TranslationRequest> requests, CancellationToken ct)
        {
            Interlocked.Increment(ref _calls);
            if (Hangs)
            {
                var forever = new TaskCompletionSource();
                using var _ = ct.Register(() =>
                {
                    Cancelled = true;
                    forever.TrySetCanceled(ct);
                });
                Asked.TrySetResult();
                await forever.Task;
            }
            return [.. requests.Select(request => Answer?.Invoke(request) ?? new TranslationResult.Done($"{name}: {request.Text}", name))];
        }
    }
}
