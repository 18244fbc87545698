using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Layers;

/// <summary>
/// The convolution that the convolutional layers share, with TensorFlow's padding, which may differ from side to side.
/// </summary>
internal static class Convolving
{
    public static Tensor Convolve(Tensor input, Tensor kernel, Tensor? bias, Window window, int groups)
    {
        using var scope = NewDisposeScope();
        (kernel, bias) = (kernel.to(input.dtype), bias?.to(input.dtype));
        long[] strides = [window.Strides.Height, window.Strides.Width];
        long[] dilation = [window.Dilation.Height, window.Dilation.Width];
        if (window.Padding.IsSymmetric)
            return Convolve(input, kernel, bias, strides, [window.Padding.Top, window.Padding.Left], dilation, groups)
                .MoveToOuterDisposeScope();
        var padded = Pad(input, window.Padding, 0);
        return Convolve(padded, kernel, bias, strides, [0, 0], dilation, groups).MoveToOuterDisposeScope();
    }

    // libtorch 2.10 gives wrong numbers for one channel in channels-last strides, where the window fits only once across, its
    // column stride is above 1 and its row stride is 1, for more than one picture at a time. In plain strides all is right.
    private static Tensor Convolve(
        Tensor input, Tensor kernel, Tensor? bias, long[] strides, long[] padding, long[] dilation, int groups)
    {
        if (input.shape[1] != 1)
            return functional.conv2d(input, kernel, bias, strides, padding, dilation, groups);
        using var scope = NewDisposeScope();
        var result = functional.conv2d(
            Layout.PlainOneChannel(input), Layout.PlainOneChannel(kernel), bias, strides, padding, dilation, groups);
        return Layout.ChannelsLast(result).MoveToOuterDisposeScope();
    }

    public static Tensor Pad(Tensor input, Margins margins, double value) =>
        functional.pad(
            input, [margins.Left, margins.Right, margins.Top, margins.Bottom], TorchSharp.PaddingModes.Constant, value);

    public static Shape MapOf(Window window, Shape input, long channels)
    {
        var size = window.OutputSize(input);
        return Shape.Of(size.Height, size.Width, channels);
    }
}
