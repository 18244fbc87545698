namespace Graft.Weights.Downloads;

/// <summary>A transfer ended before its time, and another try may go further.</summary>
internal sealed class TransferInterruptedException(string message, Exception? innerException = null)
    : Exception(message, innerException);
