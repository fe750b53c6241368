using System.Globalization;

namespace PodIdentity.Lab.Aws.Eks.Associations;

/// <summary>
/// A cluster's associations, by id and by service account. Two views: the API's, in which a new association is there at once and a deleted
/// one lingers for the consistency delay; and that of the webhook and of EKS Auth, which learn of everything after the delay.
/// Has a lock of its own, held for lookups only, because Kubernetes asks it while EKS asks Kubernetes.
/// </summary>
internal sealed class AssociationStore(TimeProvider clock, Func<TimeSpan> delay)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Association> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Namespace, string ServiceAccount), Association> _byAccount = [];
    private readonly SortedDictionary<string, Association> _ordered = new(StringComparer.Ordinal);
    private readonly Queue<Association> _leaving = [];
    private long _sequence;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                DropGone();
                return _byId.Count;
            }
        }
    }

    public Association? Find(string id)
    {
        lock (_lock)
        {
            DropGone();
            return _byId.GetValueOrDefault(id);
        }
    }

    public Association? Find(string @namespace, string serviceAccount)
    {
        lock (_lock)
        {
            DropGone();
            return _byAccount.GetValueOrDefault((@namespace, serviceAccount));
        }
    }

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<Association> All()
    {
        lock (_lock)
        {
            DropGone();
            return [.. _ordered.Values];
        }
    }

    public IReadOnlyList<Association> OwnedBy(string ownerArn) => [.. All().Where(a => a.OwnerArn == ownerArn && a.GoneAt is null)];

    public void Add(Association association)
    {
        lock (_lock)
        {
            association.SortKey = (++_sequence).ToString("D12", CultureInfo.InvariantCulture);
            _byId.Add(association.Id, association);
            _byAccount.Add((association.Namespace, association.ServiceAccount), association);
            _ordered.Add(association.SortKey, association);
        }
    }

    public void Change(Association association, AssociationSettings settings)
    {
        lock (_lock)
            association.Change(settings, clock.GetUtcNow());
    }

    /// <summary>Deleting twice changes nothing.</summary>
    public void Remove(Association association)
    {
        lock (_lock)
        {
            if (association.GoneAt is not null)
                return;
            association.GoneAt = clock.GetUtcNow() + delay();
            _leaving.Enqueue(association);
            DropGone();
        }
    }

    /// <summary>The settings that hold for new pods and new credentials of a service account right now, with the association they are of.</summary>
    public (Association Association, AssociationSettings Settings)? Effective(string @namespace, string serviceAccount)
    {
        lock (_lock)
        {
            DropGone();
            if (!_byAccount.TryGetValue((@namespace, serviceAccount), out var association))
                return null;
            var seen = clock.GetUtcNow() - delay();
            if (association.CreatedAt > seen)
                return null;
            return (association, association.ModifiedAt > seen && association.Previous is { } previous ? previous : association.Settings);
        }
    }

    private void DropGone()
    {
        var now = clock.GetUtcNow();
        // In the order of their deletion: a delay made shorter meanwhile shortens none that began before.
        while (_leaving.TryPeek(out var association) && association.GoneAt <= now)
        {
            _leaving.Dequeue();
            _byId.Remove(association.Id);
            _byAccount.Remove((association.Namespace, association.ServiceAccount));
            _ordered.Remove(association.SortKey);
        }
    }
}
