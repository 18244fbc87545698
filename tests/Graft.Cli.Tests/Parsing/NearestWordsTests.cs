using CsCheck;
using Graft.Cli.Parsing;

namespace Graft.Cli.Tests.Parsing;

public sealed class NearestWordsTests
{
    private static readonly string[] Verbs = ["train", "predict", "evaluate", "features", "summary", "backbones", "pull", "doctor"];

    [Theory]
    [InlineData("trian", "train")]
    [InlineData("TRAIN", "train")]
    [InlineData("predct", "predict")]
    [InlineData("eval", "evaluate")]
    [InlineData("backbone", "backbones")]
    [InlineData("pul", "pull")]
    public void A_slip_of_the_hand_finds_the_word(string typed, string meant) => Assert.Equal(meant, NearestWords.To(typed, Verbs)[0]);

    [Theory]
    [InlineData("xyzzy")]
    [InlineData("install")]
    public void A_word_like_no_other_finds_nothing(string typed) => Assert.Empty(NearestWords.To(typed, Verbs));

    [Fact]
    public void One_letter_left_out_doubled_or_swapped_still_finds_a_verb() => Gen.Select(Gen.Int[0, Verbs.Length - 1], Gen.Int[0, 2], Gen.Int[1, 2])
        .Sample((index, slip, at) =>
        {
            var verb = Verbs[index];
            var typed = slip switch
            {
                0 => verb.Remove(at, 1),
                1 => verb.Insert(at, verb[at].ToString()),
                _ => verb.Remove(at, 1).Insert(at + 1, verb[at].ToString()),
            };
            return NearestWords.To(typed, Verbs).Contains(verb);
        });
}
