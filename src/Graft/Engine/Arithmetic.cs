// What is refused everywhere else happens here, and is freed here.
#pragma warning disable RS0030

using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Engine;

/// <summary>
/// A tensor and numbers. TorchSharp turns a number into an object that frees itself when it is collected, and its own
/// operators do not hold that object while libtorch reads it: a collection in that moment makes the operation fail or compute
/// with what was not meant (dotnet/TorchSharp, pull requests 1434 and 1496; the factor inside of <c>a + b</c> is one too).
/// Here it is held until the operation is done, and freed then. Words that say what is done to a tensor
/// (<see cref="InPlaceArithmetic"/>) change it; those here give a new one.
/// </summary>
internal static class Arithmetic
{
    extension(Tensor tensor)
    {
        /// <summary>The sum with a multiple of another tensor.</summary>
        public Tensor Plus(Tensor other, double factor = 1)
        {
            using Scalar number = factor;
            return tensor.add(other, number);
        }

        /// <summary>The sum with a number.</summary>
        public Tensor Plus(double summand)
        {
            using Scalar number = summand;
            using Scalar one = 1;
            return tensor.add(number, one);
        }

        /// <summary>The difference to another tensor.</summary>
        public Tensor Minus(Tensor other) => tensor.Plus(other, -1);

        /// <summary>The difference to a number.</summary>
        public Tensor Minus(double subtrahend) => tensor.Plus(-subtrahend);

        /// <summary>What is missing to one.</summary>
        public Tensor ToOne()
        {
            using var scope = NewDisposeScope();
            return tensor.neg().Plus(1).MoveToOuterDisposeScope();
        }

        /// <summary>The product with a number.</summary>
        public Tensor Times(double factor)
        {
            using Scalar number = factor;
            return tensor.mul(number);
        }

        /// <summary>The quotient by a number.</summary>
        public Tensor Over(double divisor)
        {
            using Scalar number = divisor;
            return tensor.div(number);
        }

        /// <summary>Each value times itself.</summary>
        public Tensor Squared() => tensor.mul(tensor);

        /// <summary>Each value to a power.</summary>
        public Tensor ToPower(double exponent)
        {
            using Scalar number = exponent;
            return tensor.pow(number);
        }

        /// <summary>Each value, kept from being less than the first number or more than the second.</summary>
        public Tensor Between(double low, double high)
        {
            using Scalar least = low;
            using Scalar most = high;
            return tensor.clamp(least, most);
        }

        /// <summary>Each value, or the number where it is less.</summary>
        public Tensor AtLeast(double low)
        {
            using Scalar least = low;
            return tensor.clamp_min(least);
        }

        /// <summary>Each value, or the number where it is more.</summary>
        public Tensor AtMost(double high)
        {
            using Scalar most = high;
            return tensor.clamp_max(most);
        }

        /// <summary>Where a value is more than the number.</summary>
        public Tensor IsAbove(double number)
        {
            using Scalar bound = number;
            return tensor.gt(bound);
        }

        /// <summary>Where a value is less than the number.</summary>
        public Tensor IsBelow(double number)
        {
            using Scalar bound = number;
            return tensor.lt(bound);
        }

        /// <summary>Where a value is the number or less.</summary>
        public Tensor IsUpTo(double number)
        {
            using Scalar bound = number;
            return tensor.le(bound);
        }

        /// <summary>Where a value is the number or more.</summary>
        public Tensor IsFrom(double number)
        {
            using Scalar bound = number;
            return tensor.ge(bound);
        }

        /// <summary>Where a value is the number.</summary>
        public Tensor Is(double number)
        {
            using Scalar value = number;
            return tensor.eq(value);
        }
    }
}
