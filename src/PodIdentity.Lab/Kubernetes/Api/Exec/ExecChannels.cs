using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Exec;

/// <summary>The channels of an exec over one web socket: the first byte of a message names its channel.</summary>
internal sealed class ExecChannels(WebSocket socket, bool readsStandardInput) : IDisposable
{
    public const string Version5 = "v5.channel.k8s.io";
    public const string Version4 = "v4.channel.k8s.io";

    private const byte StandardInputChannel = 0;
    private const byte StandardOutputChannel = 1;
    private const byte StandardErrorChannel = 2;
    private const byte ErrorChannel = 3;
    private const byte CloseSignal = 255;

    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Pipe _input = new();

    public Stream? StandardInput => readsStandardInput ? _input.Reader.AsStream() : null;

    public Stream StandardOutput => new ChannelStream(this, StandardOutputChannel);

    public Stream StandardError => new ChannelStream(this, StandardErrorChannel);

    /// <summary>Reads until the client closes or goes; what it types reaches <see cref="StandardInput"/>.</summary>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (true)
            {
                var (channel, starts) = ((byte)0, true);
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                    if (received.MessageType == WebSocketMessageType.Close)
                        return;
                    var content = buffer.AsMemory(0, received.Count);
                    if (starts && content.Length > 0)
                    {
                        (channel, starts) = (content.Span[0], false);
                        content = content[1..];
                    }
                    await TakeAsync(channel, content, cancellationToken);
                }
                while (!received.EndOfMessage);
            }
        }
        catch (WebSocketException)
        {
            // The client is gone without a word.
        }
        finally
        {
            await _input.Writer.CompleteAsync();
        }
    }

    private async ValueTask TakeAsync(byte channel, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (channel == StandardInputChannel && content.Length > 0 && readsStandardInput)
            await _input.Writer.WriteAsync(content, cancellationToken);
        else if (channel == CloseSignal && content.Length > 0 && content.Span[0] == StandardInputChannel)
            await _input.Writer.CompleteAsync();
    }

    /// <summary>Tells how the command ended, once, and closes.</summary>
    public async Task EndAsync(JsonObject status, CancellationToken cancellationToken)
    {
        await SendAsync(ErrorChannel, Encoding.UTF8.GetBytes(status.ToJsonString()), cancellationToken);
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }

    private async ValueTask SendAsync(byte channel, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var frame = new byte[content.Length + 1];
        frame[0] = channel;
        content.CopyTo(frame.AsMemory(1));
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose() => _sending.Dispose();

    private sealed class ChannelStream(ExecChannels channels, byte channel) : OutputStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            buffer.Length == 0 ? ValueTask.CompletedTask : channels.SendAsync(channel, buffer, cancellationToken);
    }
}
