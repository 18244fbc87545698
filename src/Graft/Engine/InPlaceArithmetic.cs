#pragma warning disable RS0030

using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Engine;

/// <summary>Changes a tensor in its own memory; why not with TorchSharp's own operators says <see cref="Arithmetic"/>.</summary>
internal static class InPlaceArithmetic
{
    extension(Tensor tensor)
    {
        /// <summary>Adds a multiple of another tensor.</summary>
        /// <returns>The same tensor, as all of these do.</returns>
        public Tensor Add(Tensor other, double factor = 1)
        {
            using Scalar number = factor;
            return tensor.add_(other, number);
        }

        /// <summary>Adds a number.</summary>
        public Tensor Add(double summand)
        {
            using Scalar number = summand;
            using Scalar one = 1;
            return tensor.add_(number, one);
        }

        /// <summary>Adds a multiple of the product of two others.</summary>
        public Tensor AddProduct(Tensor first, Tensor second, double factor = 1)
        {
            using Scalar number = factor;
            return tensor.addcmul_(first, second, number);
        }

        /// <summary>Adds a multiple of the quotient of two others.</summary>
        public Tensor AddQuotient(Tensor dividend, Tensor divisor, double factor)
        {
            using Scalar number = factor;
            return tensor.addcdiv_(dividend, divisor, number);
        }

        /// <summary>Multiplies by a number.</summary>
        public Tensor Multiply(double factor)
        {
            using Scalar number = factor;
            return tensor.mul_(number);
        }

        /// <summary>Divides by a number.</summary>
        public Tensor Divide(double divisor)
        {
            using Scalar number = divisor;
            return tensor.div_(number);
        }

        /// <summary>Keeps values from being less than the first number or more than the second.</summary>
        public Tensor Limit(double low, double high)
        {
            using Scalar least = low;
            using Scalar most = high;
            return tensor.clamp_(least, most);
        }

        /// <summary>Sets every value to the number.</summary>
        public Tensor Fill(double value)
        {
            using Scalar number = value;
            return tensor.fill_(number);
        }
    }
}
