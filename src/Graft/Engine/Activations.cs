#pragma warning disable RS0030

using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Engine;

/// <summary>Activations with constants of their own; why not TorchSharp's says <see cref="Arithmetic"/>.</summary>
internal static class Activations
{
    extension(Tensor tensor)
    {
        /// <summary>Values below zero times a slope.</summary>
        public Tensor LeakyRelu(double slope)
        {
            using Scalar number = slope;
            return tensor.leaky_relu(number);
        }

        /// <summary>Values, or another one where they are not above a threshold.</summary>
        public Tensor Threshold(double threshold, double otherwise)
        {
            using Scalar bound = threshold;
            using Scalar value = otherwise;
            return tensor.threshold(bound, value);
        }

        /// <summary>Below zero <c>alpha · (e^x − 1)</c>.</summary>
        public Tensor Elu(double alpha)
        {
            using Scalar number = alpha;
            using Scalar one = 1;
            return tensor.elu(number, one, one);
        }

        /// <summary>Below zero <c>alpha · (e^(x / alpha) − 1)</c>.</summary>
        public Tensor Celu(double alpha)
        {
            using Scalar number = alpha;
            return tensor.celu(number);
        }

        /// <summary><c>ln(1 + e^x)</c>.</summary>
        public Tensor Softplus()
        {
            using var zero = zeros_like(tensor);
            return logaddexp(tensor, zero);
        }

        /// <summary>Zero where a value is no farther from zero than the bound.</summary>
        public Tensor HardShrink(double bound)
        {
            using var scope = NewDisposeScope();
            return where(tensor.abs().IsAbove(bound), tensor, zeros_like(tensor)).MoveToOuterDisposeScope();
        }

        /// <summary>Values moved to zero by the bound, no farther than it.</summary>
        public Tensor SoftShrink(double bound)
        {
            using var scope = NewDisposeScope();
            return tensor.Minus(tensor.Between(-bound, bound)).MoveToOuterDisposeScope();
        }
    }
}
