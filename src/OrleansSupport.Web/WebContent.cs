using Microsoft.Extensions.FileProviders;

namespace OrleansSupport.Web;

/// <summary>
/// The built front ends. They stand beside the program, wherever it is started from: the working directory says nothing.
/// </summary>
internal sealed class WebContent
{
    public WebContent()
        : this(Path.Combine(AppContext.BaseDirectory, "wwwroot"))
    {
    }

    public WebContent(string folder)
    {
        Files = Directory.Exists(folder) ? new PhysicalFileProvider(folder) : new NullFileProvider();
    }

    public IFileProvider Files { get; }
}
