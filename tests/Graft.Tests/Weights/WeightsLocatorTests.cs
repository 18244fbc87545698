using System.Security.Cryptography;
using Graft.Weights;
using Graft.Weights.Downloads;

namespace Graft.Tests.Weights;

public sealed class WeightsLocatorTests : IDisposable
{
    private static readonly byte[] Published = [1, 2, 3, 4];
    private static readonly WeightsEntry Entry = new()
    {
        Name = "vgg16.keras",
        Source = "keras",
        Tag = "imagenet",
        WithTop = new("net.h5", new("http://publisher.invalid/net.h5"), new("md5", Md5(Published))),
        WithoutTop = new("net_notop.h5", new("http://publisher.invalid/net_notop.h5"), new("md5", Md5(Published))),
        Licence = "MIT",
        Preprocessing = new() { InputHeight = 224, InputWidth = 224 },
        Labels = "imagenet",
    };

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = new();
    private readonly string first;
    private readonly string second;
    private readonly string cache;

    public WeightsLocatorTests()
    {
        first = Directory.CreateDirectory(folder.File("first")).FullName;
        second = Directory.CreateDirectory(folder.File("second")).FullName;
        cache = folder.File("cache");
    }

    private WeightsSearch Offline => new() { Folders = [first, second], Cache = cache, Offline = true };

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_file_given_by_hand_comes_before_all_others()
    {
        Put(first, "net.h5", Published);
        var given = Put(folder.Path, "mine.h5", [9]);
        Assert.Equal(new(given, WeightsOrigin.Given, null), Find(includeTop: true, given));
    }

    [Fact]
    public void Folders_are_asked_in_their_order()
    {
        Put(second, "net.h5", Published);
        Assert.Equal(new(Path.Combine(second, "net.h5"), WeightsOrigin.Folder, Entry.WithTop), Find(includeTop: true));
        Put(first, "net.h5", Published);
        Assert.Equal(new(Path.Combine(first, "net.h5"), WeightsOrigin.Folder, Entry.WithTop), Find(includeTop: true));
    }

    [Fact]
    public void The_same_name_with_the_ending_safetensors_counts()
    {
        Put(first, "net.safetensors", [7]);
        Assert.Equal(new(Path.Combine(first, "net.safetensors"), WeightsOrigin.Folder, Entry.WithTop), Find(includeTop: true));
    }

    [Fact]
    public void Without_its_top_a_backbone_takes_the_file_with_top_but_rather_its_own()
    {
        Put(first, "net.h5", Published);
        Assert.Equal(Entry.WithTop, Find(includeTop: false).File);
        Put(first, "net_notop.h5", Published);
        Assert.Equal(Entry.WithoutTop, Find(includeTop: false).File);
        Assert.Equal(Entry.WithTop, Find(includeTop: true).File);
    }

    [Fact]
    public void A_different_hash_of_a_file_put_there_by_hand_is_told_and_the_file_used()
    {
        var path = Put(first, "net.h5", [5, 5]);
        var found = Find(includeTop: true);
        Assert.Equal(path, found.Path);
        Assert.Contains(Entry.WithTop.Hash!.Value, found.Warning);
        Assert.Contains(Md5([5, 5]), found.Warning);
        Assert.NotNull(Find(includeTop: true, path).Warning);
    }

    [Fact]
    public void Nothing_anywhere_says_every_place_and_what_to_do()
    {
        var search = Offline with { Folders = [first, folder.File("gone")] };
        var message = Assert.Throws<WeightsException>(() => new WeightsLocator(search).Find(Entry, includeTop: false)).Message;
        Assert.All(
            ["vgg16.keras", "net_notop.h5", "net.safetensors", first, folder.File("gone"), "no such folder", cache,
                "http://publisher.invalid/net_notop.h5", "offline", "GRAFT_WEIGHTS", "graft pull vgg16.keras", "--weights"],
            part => Assert.Contains(part, message));
    }

    [Fact]
    public void A_given_file_that_is_missing_is_an_error_whatever_else_there_is()
    {
        Put(first, "net.h5", Published);
        Assert.Contains("gone.h5", Assert.Throws<WeightsException>(() => Find(includeTop: true, folder.File("gone.h5"))).Message);
    }

    [Fact]
    public async Task What_the_mirror_gives_is_kept_in_the_cache_and_found_there_offline()
    {
        using var server = new FileServer(FileServer.Whole(Published));
        var search = Offline with { Offline = false, Mirror = new Uri(server.Address, ".") };
        var locator = new WeightsLocator(search, new Downloader(client));
        var path = Path.Combine(cache, "net.h5");
        var found = await locator.FindAsync(Entry, includeTop: true, cancellationToken: Token);
        Assert.Equal(new(path, WeightsOrigin.Download, Entry.WithTop), found);
        Assert.Equal("/folder/net.h5", Assert.Single(server.Requests).Path);
        Assert.Equal(new(path, WeightsOrigin.Cache, Entry.WithTop), Find(includeTop: true));
    }

    [Fact]
    public async Task A_changed_file_in_the_cache_is_not_used_and_fetched_again()
    {
        using var server = new FileServer(FileServer.Whole(Published));
        var search = Offline with { Offline = false, Mirror = new Uri(server.Address, ".") };
        var locator = new WeightsLocator(search, new Downloader(client));
        await locator.FindAsync(Entry, true, cancellationToken: Token);
        Put(cache, "net.h5", [1, 2, 3]);
        Assert.Contains("is not used", Assert.Throws<WeightsException>(() => Find(includeTop: true)).Message);
        Assert.Equal(WeightsOrigin.Download, (await locator.FindAsync(Entry, true, cancellationToken: Token)).Origin);
        Assert.Equal(Published, await File.ReadAllBytesAsync(Path.Combine(cache, "net.h5"), Token));
    }

    [Fact]
    public async Task What_forbids_commercial_use_is_neither_looked_for_nor_fetched_until_it_is_accepted()
    {
        using var server = new FileServer(FileServer.Whole(Published));
        var entry = Entry with { Licence = "CC-BY-NC-4.0" };
        var search = Offline with { Offline = false, Mirror = new Uri(server.Address, ".") };
        var given = Put(folder.Path, "mine.h5", [9]);
        foreach (var accepted in new string[][] { [], ["apple-amlr"] })
            foreach (var file in new[] { null, given })
            {
                var locator = new WeightsLocator(search with { AcceptedLicences = accepted }, new Downloader(client));
                var refused = await Assert.ThrowsAsync<LicenceException>(
                    () => locator.FindAsync(entry, includeTop: true, file, cancellationToken: Token));
                await Assert.ThrowsAsync<LicenceException>(() => locator.FindLocalAsync(entry, includeTop: true, file, Token));
                Assert.All(
                    ["vgg16.keras", "CC-BY-NC-4.0", "forbids commercial use", "https://creativecommons.org/licenses/by-nc/4.0/",
                        "--accept-licence CC-BY-NC-4.0", "AcceptedLicences", .. accepted],
                    part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
            }
        Assert.Empty(server.Requests);

        var accepting = new WeightsLocator(search with { AcceptedLicences = ["cc-by-nc-4.0"] }, new Downloader(client));
        Assert.Equal(given, (await accepting.FindAsync(entry, includeTop: true, given, cancellationToken: Token)).Path);
        Assert.Equal(WeightsOrigin.Download, (await accepting.FindAsync(entry, includeTop: true, cancellationToken: Token)).Origin);
        // What was accepted is written down nowhere.
        Assert.Throws<LicenceException>(() => new WeightsLocator(search).Find(entry, includeTop: true, cancellationToken: Token));
    }

    [Fact]
    public void Of_a_licence_whose_text_is_not_known_the_publishers_page_is_named()
    {
        var hub = new PublishedFile("net.t1.safetensors", new("https://hub.invalid/timm/net.t1/resolve/main/model.safetensors"), null);
        var entry = Entry with { Licence = "apple-amlr", WithTop = hub };
        var refused = Assert.Throws<LicenceException>(() => new WeightsLocator(Offline).Find(entry, includeTop: true));
        Assert.Contains("Read it: https://hub.invalid/timm/net.t1\n", refused.Message.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_says_where_to_look()
    {
        Dictionary<string, string> variables = new()
        {
            ["GRAFT_WEIGHTS"] = $"{first}{Path.PathSeparator}{Path.PathSeparator}{second}",
            ["GRAFT_MIRROR"] = "https://mirror.example/weights/",
        };
        var search = WeightsSearch.From(variables.GetValueOrDefault, cache, offline: false);
        Assert.Equal([first, second], search.Folders);
        Assert.False(search.Offline);
        Assert.Empty(search.AcceptedLicences);
        Assert.Equal("https://mirror.example/weights/net.h5", search.AddressOf(Entry.WithTop)!.ToString());
        variables["GRAFT_OFFLINE"] = "1";
        Assert.True(WeightsSearch.From(variables.GetValueOrDefault, cache, offline: false).Offline);
        variables["GRAFT_MIRROR"] = "mirror";
        Assert.Throws<WeightsException>(() => WeightsSearch.From(variables.GetValueOrDefault, cache, offline: false));
    }

    [Fact]
    public void A_published_file_of_the_reference_data_is_found_by_its_name()
    {
        var search = new WeightsSearch { Folders = [Shared.Path("weights")], Cache = cache, Offline = true };
        var entry = Entry with
        {
            WithTop = new("mobilenet_2_5_224_tf.h5", Entry.WithTop.Url, null),
            WithoutTop = new("mobilenet_2_5_224_tf_no_top.h5", Entry.WithTop.Url, null),
        };
        using var file = WeightsFile.Open(new WeightsLocator(search).Find(entry, includeTop: false).Path);
        Assert.Equal(135, file.Arrays.Count);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Md5(byte[] bytes) =>
        Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, bytes));

    private static string Put(string folder, string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private LocatedWeights Find(bool includeTop, string? given = null) =>
        new WeightsLocator(Offline).Find(Entry, includeTop, given, cancellationToken: Token);
}
