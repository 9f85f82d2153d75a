namespace OrleansTicks.Core;

/// <summary>Proves that nothing was missed between two frames of a stream, or says what could not be proved: the one place where gaps are made.</summary>
/// <remarks>A gap opens with a cause and closes at the next proven tick, with which it travels. Not for two threads.</remarks>
internal sealed class Continuity
{
    /// <summary>Ticks of an instrument that a missing number may be late by before it is a loss.</summary>
    private const int Patience = 32;

    private readonly int _stream;
    private readonly Dictionary<(int Instrument, TickKind Kind), Run> _runs = [];
    private readonly List<Run> _jumped = [];
    private Position? _last;
    private GapCause _open;
    private bool _asked;

    public Continuity(Ownership owner)
    {
        (_stream, _last) = (owner.Stream, owner.Last);
        _open = owner.Last is null && !owner.HasPredecessor ? GapCause.None : GapCause.Epoch;
    }

    /// <summary>What came before can no longer be proved to join what comes next. The first cause stands.</summary>
    public void Break(GapCause cause)
    {
        if (_last is not null && _open is GapCause.None) _open = cause;
    }

    /// <summary>The venue is asked for data: from now on some may be on the way.</summary>
    public void Connected() => _asked = true;

    /// <summary>A connection ended, or none came about: what its numbering left open is lost for good, and the next one counts anew.</summary>
    /// <remarks>What was on the way on a stream's very first connection is lost too, though nobody knows since when: a gap without a beginning.</remarks>
    public void Disconnected(GapCause cause, List<Gap> gaps)
    {
        Settle(gaps);
        _runs.Clear();
        Break(cause);
        if (_asked && _open is GapCause.None) _open = cause;
    }

    /// <summary>Ticks up to and with <paramref name="through"/> are the last that count; what came after was given up for lack of room.</summary>
    public void Refused(Position? through)
    {
        _last = through ?? _last;
        _open = GapCause.Room;
        _runs.Clear();
        _jumped.Clear();
    }

    /// <summary>A proven tick: closes what is open, and checks the venue's numbering where it is without holes.</summary>
    public void Proven(in Position position, bool consecutive, List<Gap> gaps)
    {
        if (_open is not GapCause.None)
        {
            gaps.Add(new Gap(_stream, _open, _last, position));
            _open = GapCause.None;
        }

        _last = position;
        if (!consecutive) return;
        var key = (position.Instrument, position.Kind);
        if (!_runs.TryGetValue(key, out var run))
        {
            _runs[key] = new Run(position);
            return;
        }

        run.Next(position, _stream, _jumped, gaps);
    }

    /// <summary>Nobody asks for this instrument any more: when it comes again, its numbering begins anew.</summary>
    public void Forget(int instrument)
    {
        foreach (var (key, run) in _runs.Where(run => run.Key.Instrument == instrument).ToList())
        {
            _runs.Remove(key);
            _jumped.Remove(run);
        }
    }

    /// <summary>Says now what is missing; nothing late can come any more.</summary>
    public void Settle(List<Gap> gaps)
    {
        foreach (var run in _jumped) run.Settle(gaps);
        _jumped.Clear();
    }

    /// <summary>The numbering of one instrument and kind on one connection.</summary>
    private sealed class Run(Position first)
    {
        private readonly List<Gap> _missing = [];
        private Position _highest = first;
        private int _patience;

        public void Next(in Position position, int stream, List<Run> jumped, List<Gap> gaps)
        {
            if (position.Identity == _highest.Identity + 1)
            {
                _highest = position;
                if (_missing.Count > 0 && --_patience <= 0)
                {
                    Settle(gaps);
                    jumped.Remove(this);
                }

                return;
            }

            if (position.Identity > _highest.Identity)
            {
                if (_missing.Count == 0) jumped.Add(this);
                _missing.Add(new Gap(stream, GapCause.Sequence, _highest, position, position.Instrument, position.Kind, position.Identity - _highest.Identity - 1));
                _patience = Patience;
                _highest = position;
                return;
            }

            if (_missing.Count > 0 && Fill(position) && _missing.Count == 0) jumped.Remove(this);
        }

        public void Settle(List<Gap> gaps)
        {
            gaps.AddRange(_missing);
            _missing.Clear();
        }

        /// <summary>One that was missing came late: its gap shrinks, splits, or goes.</summary>
        private bool Fill(in Position late)
        {
            for (var i = 0; i < _missing.Count; i++)
            {
                var gap = _missing[i];
                if (late.Identity <= gap.Last!.Value.Identity || late.Identity >= gap.First.Identity) continue;
                _missing.RemoveAt(i);
                if (late.Identity < gap.First.Identity - 1) _missing.Insert(i, gap with { Last = late, Missing = gap.First.Identity - late.Identity - 1 });
                if (late.Identity > gap.Last.Value.Identity + 1) _missing.Insert(i, gap with { First = late, Missing = late.Identity - gap.Last.Value.Identity - 1 });
                return true;
            }

            return false;
        }
    }
}
