namespace PodIdentity.Lab.Kubernetes.Pods;

/// <summary>What a container has written, kept for <c>kubectl logs</c>. Beyond its limit the beginning is dropped, as by log rotation.</summary>
internal sealed class LogBuffer : Stream
{
    private const int Limit = 1 << 20;

    private readonly Lock _lock = new();
    private readonly List<byte> _bytes = [];
    private long _dropped;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _complete;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The process ended: nothing follows.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _complete = true;
            _changed.TrySetResult();
        }
    }

    public async Task CopyToAsync(Stream output, bool follow, CancellationToken cancellationToken)
    {
        long read = 0;
        while (true)
        {
            byte[] next;
            Task changed;
            bool last;
            lock (_lock)
            {
                next = [.. _bytes.Skip((int)Math.Max(0, read - _dropped))];
                read = _dropped + _bytes.Count;
                last = _complete || !follow;
                changed = _changed.Task;
            }

            if (next.Length > 0)
            {
                await output.WriteAsync(next, cancellationToken);
                await output.FlushAsync(cancellationToken);
            }

            if (last) return;
            await changed.WaitAsync(cancellationToken);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_lock)
        {
            _bytes.AddRange(buffer);
            if (_bytes.Count > Limit)
            {
                _dropped += _bytes.Count - Limit;
                _bytes.RemoveRange(0, _bytes.Count - Limit);
            }

            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public override void Flush()
    {
        // Readers see every write at once.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
