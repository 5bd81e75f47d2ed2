using System.Text;
using Arbitrage.Node.Configuration;

namespace Arbitrage.Node.Tests.Configuration;

/// <summary>What a bad configuration answers. The whole line is asserted: file, line, key, what is wrong, what to do.</summary>
public sealed class MalformedConfigurationSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("config");

    public static TheoryData<string> Names { get; } = [.. MalformedFile.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_start_is_refused_with_file_line_key_and_remedy(string name)
    {
        var file = MalformedFile.Of(name);
        string[] paths = file.Earlier is { } earlier ? [Path.Combine(MalformedFile.Folder, "earlier", earlier), file.Path] : [file.Path];

        var problems = Assert.Throws<ConfigurationException>(() => ReadFiles(paths)).Problems;

        Assert.Equal(file.Expected, problems.Select(p => WithoutFolders(p.ToString())));
        Assert.All(problems, p => Assert.DoesNotContain("hidden", p.ToString(), StringComparison.Ordinal));
        Assert.All(problems, p => Assert.DoesNotContain('\n', p.ToString()));
    }

    [Fact]
    public void Every_file_says_what_it_expects_and_a_file_that_comes_earlier_is_good_by_itself()
    {
        Assert.True(MalformedFile.Names.Count() >= 30);
        Assert.All(MalformedFile.Names, n => Assert.NotEmpty(MalformedFile.Of(n).Expected));
        foreach (var earlier in Directory.GetFiles(Path.Combine(MalformedFile.Folder, "earlier")))
            Assert.NotEmpty(ReadFiles(earlier).Symbols);
    }

    [Fact]
    public void All_problems_of_all_files_are_told_at_once_in_file_and_line_order()
    {
        var failure = Assert.Throws<ConfigurationException>(
            () => ConfigurationReaderSpecs.Read("live: maybe\nzzz: 1", "data_directory: ${MISSING}"));
        Assert.Equal([("file1.yaml", 1), ("file1.yaml", 2), ("file2.yaml", 1)], failure.Problems.Select(p => (p.File, p.Line)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n")]
    [InlineData("exchanges:\n  # gateio:\nstrategy: {}\n")]
    public void A_file_that_says_nothing_is_a_legal_overlay(string text) =>
        Assert.Equal(ConfigurationReaderSpecs.Read().Keys, ConfigurationReaderSpecs.Read(text).Keys);

    [Fact]
    public void A_byte_order_mark_is_not_a_part_of_the_first_key() =>
        Assert.Equal("prod", ReadFiles(Written([.. Encoding.UTF8.Preamble, .. "environment: prod"u8])).Node.Environment);

    [Fact]
    public void A_file_in_another_encoding_is_told_so()
    {
        var path = Written([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("environment: prod")]);

        Assert.Equal($"{path}:1: is not UTF-8 text; save the file as UTF-8", Refusal(path).Message);
    }

    [Fact]
    public void A_file_of_megabytes_is_refused_unread()
    {
        var path = Written(new byte[2 * ConfigurationSource.MaxBytes]);

        Assert.Equal($"{path}: is larger than 1048576 bytes; check the path; a configuration is small", Refusal(path).Message);
    }

    [Fact]
    public void A_megabyte_of_brackets_is_one_line_and_does_not_end_the_process() =>
        Assert.EndsWith("1: more than 8 groups inside each other; check the indentation",
            Refusal(Written(Encoding.UTF8.GetBytes("a: " + new string('[', 1_000_000)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named_and_told_apart_from_a_bad_one()
    {
        var missing = Refusal("nowhere.yaml");
        Assert.StartsWith("nowhere.yaml: cannot be read: Could not find file", missing.Message, StringComparison.Ordinal);
        Assert.True(missing.IsMissing);
        Assert.False(Refusal(Written("zzz: 1"u8.ToArray())).IsMissing);
        Assert.Equal($"{_directory.FullName}: cannot be read: it is a directory; check the path of the configuration file", Refusal(_directory.FullName).Message);
    }

    [Fact]
    public void A_secret_of_a_malformed_file_is_not_repeated()
    {
        var failure = Assert.Throws<ConfigurationException>(
            () => ConfigurationReaderSpecs.Read("exchanges:\n  gateio:\n    api_key: hidden-value\n    secret_keey: hidden-value\nzzz: 1"));
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static NodeConfiguration ReadFiles(params string[] paths) =>
        ConfigurationReader.Read(paths.Select(ConfigurationSource.FromFile), _ => null);

    private static ConfigurationException Refusal(string path) => Assert.Throws<ConfigurationException>(() => ReadFiles(path));

    private static string WithoutFolders(string message) =>
        message.Replace(Path.Combine(MalformedFile.Folder, "earlier") + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(MalformedFile.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private string Written(byte[] content)
    {
        var path = Path.Combine(_directory.FullName, "file.yaml");
        File.WriteAllBytes(path, content);
        return path;
    }
}
