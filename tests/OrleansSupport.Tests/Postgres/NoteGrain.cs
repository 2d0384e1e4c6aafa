namespace OrleansSupport.Tests.Postgres;

public interface INote : IGrain
{
    Task WriteAsync(string text);

    Task<string> ReadAsync();

    Task ClearAsync();
}

public interface ITextNote : INote, IGrainWithStringKey;

public interface IGuidNote : INote, IGrainWithGuidKey;

public interface INumberNote : INote, IGrainWithIntegerKey;

public interface ICompoundNote : INote, IGrainWithIntegerCompoundKey;

[GenerateSerializer]
public sealed class NoteState
{
    [Id(0)]
    public string Text { get; set; } = "";
}

/// <summary>Keeps one text, under whatever key.</summary>
public sealed class NoteGrain([PersistentState("note", "notes")] IPersistentState<NoteState> state) : Grain,
    ITextNote, IGuidNote, INumberNote, ICompoundNote
{
    public Task WriteAsync(string text)
    {
        state.State.Text = text;
        return state.WriteStateAsync();
    }

    public Task<string> ReadAsync() => Task.FromResult(state.State.Text);

    public Task ClearAsync() => state.ClearStateAsync();
}
