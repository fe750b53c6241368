using System.Management.Automation;
using System.Management.Automation.Runspaces;
using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>What the engine has to say reaches the pipeline: in order, on its thread, and not after its end.</summary>
public sealed class PumpTests : IDisposable
{
    private readonly FakeEngine _engine = new();
    private readonly ModuleHost _host = new();

    public void Dispose()
    {
        _host.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Streams_keep_the_order_of_the_engine()
    {
        _engine.OnCall = async (_, host, _) =>
        {
            host.WriteVerbose("one");
            await Task.Yield();
            host.WriteWarning("two");
            host.WriteProgress(new OperationProgress("Installing", "half", 50));
            host.WriteVerbose("three");
        };

        var result = _host.Run("Install-EksPodIdentityAgent eksdemo1 -Verbose");

        Assert.Equal(
            ["Verbose one", "Warning two", "Progress half", "Verbose three", "Verbose Performing", "Output Agent", "Progress half"],
            result.Items.Select(item => $"{item.Stream} {Word(item.Value)}"));
    }

    [Fact]
    public void Nothing_is_lost_of_many_events_from_many_threads()
    {
        _engine.OnCall = (_, host, _) => Parallel.ForAsync(0, 1000, (i, _) =>
        {
            host.WriteVerbose($"{i}");
            return ValueTask.CompletedTask;
        });

        var result = _host.Run("Get-EksPodIdentityAgent eksdemo1 -Verbose");

        Assert.Equal(Enumerable.Range(0, 1000), result.Items.Where(i => i.Stream == "Verbose").Select(i => int.Parse(i.Value.ToString()!)).Order());
        Assert.Equal("Output", result.Items[^1].Stream);
    }

    [Fact]
    public void Progress_has_one_bar_a_cmdlet_which_goes_even_when_the_operation_fails()
    {
        _engine.OnCall = (_, host, _) =>
        {
            host.WriteProgress(new OperationProgress("Installing", ""));
            throw Broken();
        };

        var result = _host.Run("Get-EksPodIdentityAgent eksdemo1; Get-EksPodIdentityAgent eksdemo2");

        var bars = result.Items.Where(i => i.Stream == "Progress").Select(i => (ProgressRecord)i.Value).ToList();
        Assert.Equal(
            [ProgressRecordType.Processing, ProgressRecordType.Completed, ProgressRecordType.Processing, ProgressRecordType.Completed],
            bars.Select(bar => bar.RecordType));
        Assert.Equal(bars[0].ActivityId, bars[1].ActivityId);
        Assert.NotEqual(bars[1].ActivityId, bars[2].ActivityId);
    }

    [Fact]
    public void A_failed_item_is_an_error_record_and_the_next_one_goes_on()
    {
        _engine.OnCall = (request, _, _) => ((GetAgentRequest)request).ClusterName == "bad" ? throw Broken() : Task.CompletedTask;

        var result = _host.Run("'a', 'bad', 'c' | Get-EksPodIdentityAgent -ThrottleLimit 1");

        Assert.Equal(["Output", "Error", "Output"], result.Items.Select(i => i.Stream));
        var error = Assert.Single(result.Errors);
        Assert.Equal("PodIdentity.ClusterNotFound,PodIdentity.Commands.GetEksPodIdentityAgentCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Equal("bad", error.TargetObject);
        Assert.Equal("There is no such cluster.", error.ErrorDetails.Message);
        Assert.Equal("Check the name.", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void ErrorAction_Stop_ends_the_pipeline_with_the_same_record()
    {
        _engine.OnCall = (_, _, _) => throw Broken();

        var result = _host.Run("try { 'a', 'b' | Get-EksPodIdentityAgent -ErrorAction Stop -ThrottleLimit 1 } catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction }");

        Assert.Equal(["PodIdentity.ClusterNotFound,PodIdentity.Commands.GetEksPodIdentityAgentCommand", "Check the name."], result.Output<string>());
        Assert.Single(_engine.Requests);
    }

    [Fact]
    public void A_part_that_failed_is_an_error_record_beside_the_result()
    {
        _engine.OnCall = (_, host, _) =>
        {
            host.WriteError(Broken());
            return Task.CompletedTask;
        };

        var result = _host.Run("Get-EksPodIdentityAgent eksdemo1");

        Assert.Equal(["Error", "Output"], result.Items.Select(i => i.Stream));
        Assert.Equal("PodIdentity.ClusterNotFound,PodIdentity.Commands.GetEksPodIdentityAgentCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void As_many_records_run_at_once_as_ThrottleLimit_says()
    {
        var (now, most) = (0, 0);
        using var three = new Barrier(3);
        _engine.OnCall = async (_, _, cancel) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Run(() => three.SignalAndWait(TimeSpan.FromSeconds(20), cancel), cancel);
            Interlocked.Decrement(ref now);
        };

        var result = _host.Run("1..9 | ForEach-Object { \"c$_\" } | Get-EksPodIdentityAgent -ThrottleLimit 3");

        Assert.Equal(3, most);
        Assert.Equal(Enumerable.Range(1, 9).Select(i => $"c{i}"), result.Output<Agent>().Select(a => a.ClusterName).Order());
    }

    [Fact]
    public void A_plan_is_made_item_by_item()
    {
        var (now, most) = (0, 0);
        _engine.OnCall = async (_, _, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Delay(20, CancellationToken.None);
            Interlocked.Decrement(ref now);
        };

        _host.Run("'a', 'b', 'c' | Install-EksPodIdentityAgent -WhatIf; $WhatIfPreference = $true; 'a', 'b', 'c' | Install-EksPodIdentityAgent");

        Assert.Equal(1, most);
        Assert.Equal(6, _engine.Requests.Count);
    }

    [Theory]
    [InlineData("'a', 'b' | Get-EksPodIdentityAgent -ErrorAction Stop")]
    [InlineData("1..3 | ForEach-Object { if ($_ -eq 3) { throw 'upstream' }; 'a' } | Get-EksPodIdentityAgent")]
    [InlineData("'a', 'b' | Get-EksPodIdentityAgent | ForEach-Object { $_; break }")]
    public void What_still_runs_when_the_pipeline_ends_is_cancelled_and_waited_for(string script)
    {
        var (started, cancelled) = (0, 0);
        using var both = new CountdownEvent(2);
        _engine.OnCall = async (request, _, cancel) =>
        {
            var first = Interlocked.Increment(ref started) == 1;
            both.Signal();
            if (first)
            {
                await Task.Run(() => both.Wait(CancellationToken.None), CancellationToken.None);
                if (script.Contains("Stop", StringComparison.Ordinal))
                    throw Broken();
                if (script.Contains("break", StringComparison.Ordinal))
                    return;
            }

            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            finally
            {
                await Task.Delay(50, CancellationToken.None);
                Interlocked.Increment(ref cancelled);
            }
        };

        _host.Run(script);

        Assert.Equal(script.Contains("upstream", StringComparison.Ordinal) ? 2 : 1, cancelled);
    }

    [Fact]
    public void An_unknown_exception_is_reported_as_a_defect()
    {
        _engine.OnCall = async (_, _, _) =>
        {
            await Task.Yield();
            throw new InvalidCastException("inside");
        };

        var error = Assert.Single(_host.Run("Get-EksPodIdentityAgent eksdemo1").Errors);

        Assert.StartsWith("PodIdentity.Unexpected,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.IsType<InvalidCastException>(error.Exception);
        Assert.Contains("report", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancellation_that_nobody_asked_for_is_an_error()
    {
        _engine.OnCall = (_, _, _) => throw new TaskCanceledException("timed out inside");

        Assert.StartsWith(
            "PodIdentity.Unexpected,", Assert.Single(_host.Run("Get-EksPodIdentityAgent eksdemo1").Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_cancels_the_operation_and_leaves_no_error()
    {
        var waiting = new TaskCompletionSource();
        var cancelled = false;
        _engine.OnCall = async (_, _, cancel) =>
        {
            waiting.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            finally
            {
                cancelled = cancel.IsCancellationRequested;
            }
        };

        var result = await _host.RunAndStopAsync(
            "try { 'a', 'b' | Get-EksPodIdentityAgent -ThrottleLimit 1 } catch { $global:caught = $_ }", waiting.Task);

        Assert.True(cancelled);
        Assert.Equal(PSInvocationState.Stopped, result.State);
        Assert.Empty(result.Items);
        Assert.Single(_engine.Requests);
        Assert.Equal([0, true], _host.Run("$Error.Count; $null -eq $caught").Output<object>());
    }

    [Fact]
    public void A_pipeline_that_has_enough_ends_without_an_error()
    {
        _engine.Associations = [.. Enumerable.Range(0, 3).Select(i => Sample.Association($"sa{i}"))];
        var result = _host.Run("Get-PodIdentityAssociation eksdemo1 | ForEach-Object { $_; break }");

        Assert.Equal("sa0", Assert.Single(result.Output<Association>()).ServiceAccount);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void What_comes_after_the_end_goes_nowhere()
    {
        IOperationHost? late = null;
        _engine.OnCall = (_, host, _) =>
        {
            late = host;
            return Task.CompletedTask;
        };
        var result = _host.Run("Get-EksPodIdentityAgent eksdemo1 -Verbose");
        var before = result.Items.Count;

        late!.WriteVerbose("late");
        late.WriteWarning("late");
        late.WriteProgress(new OperationProgress("late", "late"));

        Assert.Equal(before, result.Items.Count);
    }

    [Fact]
    public async Task A_write_asked_for_after_the_end_is_declined()
    {
        IOperationHost? late = null;
        _engine.OnCall = (_, host, _) =>
        {
            late = host;
            return Task.CompletedTask;
        };
        _host.Run("Install-EksPodIdentityAgent eksdemo1");

        Assert.False(await late!.ShouldProcessAsync("target", "action"));
    }

    [Fact]
    public void WhatIf_declines_every_write_and_says_which()
    {
        var text = _host.Show("Remove-PodIdentitySetup eksdemo1 -Namespace default -ServiceAccount sa -WhatIf");

        Assert.Equal(
            "What if: Performing the operation \"Delete association\" on target \"association a-1\".\n"
                + "What if: Performing the operation \"Delete role\" on target \"role reader\".\n",
            text);
    }

    [Fact]
    public void Answers_at_the_prompt_decide_each_write()
    {
        _host.Host.Answer = 2;
        Assert.Empty(_host.Run("Remove-PodIdentitySetup eksdemo1 -Namespace default -ServiceAccount sa").Items);
        Assert.Equal(2, _host.Host.Prompts.Count);

        _host.Host.Answer = 1;
        Assert.Equal(2, _host.Run("Remove-PodIdentitySetup eksdemo1 -Namespace default -ServiceAccount sa").Output<Removal>().Count);
        Assert.Equal(3, _host.Host.Prompts.Count);
    }

    [Fact]
    public void A_prompt_that_nobody_can_answer_writes_nothing()
    {
        var result = _host.Run("Remove-PodIdentitySetup eksdemo1 -Namespace default -ServiceAccount sa");

        Assert.Empty(result.Output<Removal>());
        Assert.Contains("Nobody is here to answer", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_removal_asks_by_itself()
    {
        _host.Run("Install-EksPodIdentityAgent c; New-PodIdentityRole r | New-PodIdentityAssociation c -Namespace n -ServiceAccount s; Test-PodS3Access c -Namespace n -ServiceAccount s");

        Assert.Empty(_host.Host.Prompts);
    }

    [Fact]
    public async Task A_host_with_a_synchronization_context_does_not_deadlock()
    {
        _engine.OnCall = async (_, host, _) =>
        {
            await Task.Yield();
            host.WriteVerbose("through");
        };
        var done = new TaskCompletionSource<ScriptResult>();
        var thread = new Thread(() =>
        {
            // Never pumped: whatever is posted to it waits for ever, as on a user interface thread that is blocked.
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContextThatIsBlocked());
            try
            {
                using var host = new ModuleHost(PSThreadOptions.UseCurrentThread);
                done.SetResult(host.Run("Install-EksPodIdentityAgent eksdemo1"));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true };
        thread.Start();

        var result = await done.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Single(result.Output<Agent>());
    }

    private static PodIdentityException Broken() =>
        new("ClusterNotFound", ErrorKind.ObjectNotFound, "bad", "There is no such cluster.", "Check the name.");

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }

    private static string Word(object value) => value switch
    {
        ProgressRecord progress => progress.StatusDescription,
        PSObject { BaseObject: Agent } => "Agent",
        _ => value.ToString()!.Split(' ')[0],
    };

    private sealed class SynchronizationContextThatIsBlocked : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
