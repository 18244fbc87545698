using Graft.Weights;
using Graft.Weights.Safetensors;

namespace Graft.Tests.Weights;

public sealed class SafetensorsHostileTests
{
    [Theory]
    [InlineData("file_short", SafetensorsRule.FileTooShort)]
    [InlineData("file_empty", SafetensorsRule.FileTooShort)]
    [InlineData("header_zero", SafetensorsRule.HeaderEmpty)]
    [InlineData("header_over_limit", SafetensorsRule.HeaderTooLong)]
    [InlineData("header_huge", SafetensorsRule.HeaderTooLong)]
    [InlineData("header_max", SafetensorsRule.HeaderTooLong)]
    [InlineData("header_overflow", SafetensorsRule.HeaderTooLong)]
    [InlineData("header_past_end", SafetensorsRule.HeaderBeyondEnd)]
    [InlineData("header_array", SafetensorsRule.HeaderStart)]
    [InlineData("header_leading_space", SafetensorsRule.HeaderStart)]
    [InlineData("header_bom", SafetensorsRule.HeaderStart)]
    [InlineData("header_invalid_utf8", SafetensorsRule.HeaderEncoding)]
    [InlineData("header_short", SafetensorsRule.HeaderJson)]
    [InlineData("header_trailing_comma", SafetensorsRule.HeaderJson)]
    [InlineData("header_trailing_text", SafetensorsRule.HeaderPadding)]
    [InlineData("header_lone_surrogate", SafetensorsRule.NameEncoding)]
    [InlineData("duplicate_key", SafetensorsRule.NameTwice)]
    [InlineData("duplicate_key_disjoint", SafetensorsRule.NameTwice)]
    [InlineData("metadata_not_text", SafetensorsRule.MetadataNotText)]
    [InlineData("metadata_nested", SafetensorsRule.MetadataNotText)]
    [InlineData("entry_null", SafetensorsRule.EntryNotObject)]
    [InlineData("duplicate_field", SafetensorsRule.FieldTwice)]
    [InlineData("dtype_missing", SafetensorsRule.FieldMissing)]
    [InlineData("shape_missing", SafetensorsRule.FieldMissing)]
    [InlineData("dtype_unknown", SafetensorsRule.UnknownType)]
    [InlineData("dtype_lower_case", SafetensorsRule.UnknownType)]
    [InlineData("shape_negative", SafetensorsRule.ShapeNotSizes)]
    [InlineData("shape_float", SafetensorsRule.ShapeNotSizes)]
    [InlineData("shape_text", SafetensorsRule.ShapeNotSizes)]
    [InlineData("shape_many_dims", SafetensorsRule.TooManyDimensions)]
    [InlineData("shape_overflow_24", SafetensorsRule.ShapeOverflow)]
    [InlineData("shape_overflow_zero", SafetensorsRule.ShapeOverflow)]
    [InlineData("offsets_negative", SafetensorsRule.OffsetsNotNumbers)]
    [InlineData("offsets_float", SafetensorsRule.OffsetsNotNumbers)]
    [InlineData("offsets_three", SafetensorsRule.OffsetsNotNumbers)]
    [InlineData("offsets_reversed", SafetensorsRule.OffsetsReversed)]
    [InlineData("dtype_size", SafetensorsRule.SizeMismatch)]
    [InlineData("shape_product", SafetensorsRule.SizeMismatch)]
    [InlineData("missing_bytes", SafetensorsRule.BeyondEnd)]
    [InlineData("overlap", SafetensorsRule.Overlap)]
    [InlineData("overlap_same", SafetensorsRule.Overlap)]
    [InlineData("hole_start", SafetensorsRule.Hole)]
    [InlineData("hole_middle", SafetensorsRule.Hole)]
    [InlineData("extra_bytes", SafetensorsRule.TrailingBytes)]
    public void A_broken_file_says_which_rule_it_breaks(string name, SafetensorsRule rule)
    {
        var path = Shared.Path("fixtures", "hostile", $"safetensors_{name}.safetensors");
        Assert.Equal(rule, Assert.Throws<SafetensorsException>(() => WeightsFile.Open(path)).Rule);
    }
}
